package org.tropea.directory.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.google.crypto.tink.util.Bytes;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.CreateFastRelay;
import org.tropea.crypto.handshake.RelayAnswer;
import org.tropea.crypto.onion.RelayLayer;
import org.tropea.crypto.onion.Tor1RelayLayer;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.CreateFast;
import org.tropea.protocol.cell.CreatedFast;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.channel.RelayCredentials;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.circuit.CircuitWatch;
import org.tropea.protocol.circuit.OriginWatch;
import org.tropea.protocol.circuit.RecordedCircuits;
import org.tropea.protocol.message.AddressedMessage;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayCellFormat0;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.stream.RecordedStreams;
import org.tropea.protocol.stream.StreamWatch;

/** A tunnel over one link, at whose other end the test is the directory. Time is the test's. */
class DirectoryTunnelTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final DirectoryRequest REQUEST = new DirectoryRequest("/tor/x", null, 1 << 20);
  private static final DirectorySource SOURCE =
      new DirectorySource(RelayCredentials.one().target(EmbeddedLink.ADDRESS), null, null);

  private final EmbeddedLink link = EmbeddedLink.open();
  private final ChannelRegistry registry = mock(ChannelRegistry.class);
  private final List<BootstrapPhase> phases = new ArrayList<>();
  private final Promise<TorChannel> dialled = link.channel().loop().newPromise();
  private final RecordedCircuits circuits = new RecordedCircuits();
  private final RecordedStreams streams = new RecordedStreams();
  private final DirectoryTunnel tunnel =
      new DirectoryTunnel(
          link.channel().loop(),
          registry,
          Machine.best(),
          new OriginWatch(new CircuitWatch(circuits), new StreamWatch(streams)),
          Runnable::run);
  private @Nullable RelayLayer layer;
  private int circuitId;

  @BeforeEach
  void dial() {
    when(registry.channelTo(any(), any())).thenReturn(dialled);
  }

  @AfterEach
  void close() {
    link.close();
  }

  private Future<DirectoryResponse> get() {
    return tunnel.get(SOURCE, REQUEST, phases::add);
  }

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      link.advance(Duration.ofSeconds(1));
    }
  }

  private RelayLayer layer() {
    return Objects.requireNonNull(layer);
  }

  private void createCircuit() throws DecodeException {
    link.pump();
    CreateFast create = link.peer().expect(CreateFast.class);
    circuitId = create.circuitId();
    RelayAnswer answer = new CreateFastRelay(RANDOM).answer(create.request().toByteArray());
    layer = new Tor1RelayLayer(answer.keys().take(Tor1RelayLayer.KEYS_LENGTH));
    link.peer().send(new CreatedFast(circuitId, Bytes.copyFrom(answer.reply())));
    link.pump();
  }

  /** Takes a BEGIN_DIR, and answers it; the request has not waited for that (row X13). */
  private int accept() throws DecodeException {
    int streamId = begin();
    assertThat(text(receive())).startsWith("GET /tor/x HTTP/1.0\r\n");
    send(streamId, new Connected(null, 0));
    return streamId;
  }

  private int begin() throws DecodeException {
    AddressedMessage begin = receive();
    assertThat(begin.message()).isInstanceOf(BeginDir.class);
    return begin.streamId();
  }

  private AddressedMessage receive() throws DecodeException {
    link.pump();
    Relay cell = link.peer().expect(Relay.class);
    assertThat(layer().decrypt(CellCommand.RELAY, cell.body())).isNotNull();
    return RelayCellFormat0.INSTANCE.unpack(cell.body());
  }

  private void send(int streamId, RelayMessage message) {
    byte[] body = RelayCellFormat0.INSTANCE.pack(streamId, message, RANDOM);
    layer().originate(CellCommand.RELAY, body);
    link.peer().send(new Relay(circuitId, false, body));
    link.pump();
  }

  private void send(int streamId, String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    for (int from = 0; from < bytes.length; from += RelayCellFormat0.INSTANCE.maxData()) {
      int length = Math.min(RelayCellFormat0.INSTANCE.maxData(), bytes.length - from);
      send(streamId, new Data(bytes, from, length));
    }
  }

  private static String text(AddressedMessage message) {
    Data data = (Data) message.message();
    return new String(data.array(), data.offset(), data.length(), ISO_8859_1);
  }

  private boolean destroyed() {
    link.pump();
    for (Cell each : link.peer().received()) {
      if (each instanceof Destroy) {
        return true;
      }
    }
    return false;
  }

  /** What observers were told last, once. */
  private void assertEnded(String circuit, String stream) {
    assertThat(circuits.events).endsWith(circuit);
    assertThat(streams.events).endsWith(stream).containsOnlyOnce(stream);
  }

  private static void assertStalled(Future<DirectoryResponse> answer) {
    assertThat(answer.cause()).isInstanceOf(DirectoryException.class);
    assertThat(((DirectoryException) answer.cause()).kind())
        .isEqualTo(DirectoryException.Kind.STALLED);
  }

  @Test
  void directory_thatAnswers_isHeard_andItsCircuitUsedAgain() throws Exception {
    dialled.setSuccess(link.channel());
    Future<DirectoryResponse> first = get();
    createCircuit();
    int stream = accept();
    send(stream, "HTTP/1.0 200 OK\r\n\r\nhello");
    send(stream, End.of(EndReason.DONE));
    assertThat(first.getNow())
        .isEqualTo(new DirectoryResponse.Found(Bytes.copyFrom("hello".getBytes(ISO_8859_1))));
    Future<DirectoryResponse> second = get();
    stream = accept();
    send(stream, "HTTP/1.0 404 Not found\r\n\r\n");
    send(stream, End.of(EndReason.DONE));
    assertThat(second.getNow()).isEqualTo(new DirectoryResponse.NotFound());
    assertThat(phases)
        .containsSubsequence(
            BootstrapPhase.ONEHOP_CREATE,
            BootstrapPhase.REQUESTING_STATUS,
            BootstrapPhase.LOADING_STATUS);
    verify(registry, times(1)).channelTo(any(), any());
    pass(121);
    assertThat(destroyed()).as("closed after a minute without a request").isTrue();
    assertThat(circuits.events)
        .containsExactly(
            "launched circuit 1, DIRECTORY, 1 hops",
            "extended 1 to 1",
            "built 1",
            "closed 1: FINISHED");
    assertThat(circuits.facts.get(0).path()).containsExactly(SOURCE.target());
    assertThat(streams.events)
        .containsExactly(
            "requested stream 1, DIRECTORY",
            "sent 1 on 1",
            "connected 1 on 1",
            "closed 1 on 1: DONE from the other side",
            "requested stream 2, DIRECTORY",
            "sent 2 on 1",
            "connected 2 on 1",
            "closed 2 on 1: DONE from the other side");
    assertThat(streams.carried.get(0).bytesIn()).isEqualTo(24);
    assertThat(streams.carried.get(0).bytesOut()).isPositive();
  }

  @Test
  void link_thatDoesNotOpen_isGivenUpAfter30Seconds_andAskedForAgain() {
    Future<DirectoryResponse> answer = get();
    pass(29);
    assertThat(answer.isDone()).isFalse();
    pass(1);
    assertStalled(answer);
    dialled.setSuccess(link.channel());
    link.pump();
    assertThat(link.peer().received()).as("a link that opens too late").isEmpty();
    assertEnded("failed 1: TIMEOUT", "failed 1: TIMEOUT");
    assertThat(get().isDone()).isFalse();
    link.pump();
    link.peer().expect(CreateFast.class);
  }

  @Test
  void link_thatFails_failsTheRequest() {
    Future<DirectoryResponse> answer = get();
    dialled.setFailure(new ChannelException("refused"));
    link.pump();
    assertThat(answer.cause())
        .isInstanceOfSatisfying(
            DirectoryException.class,
            e -> assertThat(e.kind()).isEqualTo(DirectoryException.Kind.UNREACHABLE));
    pass(100);
    assertEnded("failed 1: CHANNEL_CLOSED", "failed 1: DESTROY");
  }

  @Test
  void create_thatIsNotAnswered_isGivenUpAfter30Seconds_andItsPlaceIsGivenBack() {
    dialled.setSuccess(link.channel());
    Future<DirectoryResponse> answer = get();
    link.pump();
    link.peer().expect(CreateFast.class);
    pass(30);
    assertStalled(answer);
    assertThat(destroyed()).isTrue();
    assertEnded("failed 1: TIMEOUT", "failed 1: TIMEOUT");
  }

  @Test
  void beginDir_thatIsNotAnswered_isGivenUpAfter30Seconds_withItsCircuit() throws Exception {
    dialled.setSuccess(link.channel());
    Future<DirectoryResponse> answer = get();
    pass(15);
    createCircuit();
    begin();
    pass(15);
    assertStalled(answer);
    assertThat(destroyed()).isTrue();
    assertEnded("closed 1: TIMEOUT", "failed 1: TIMEOUT");
  }

  @Test
  void beginDir_thatIsRefused_failsTheRequest() throws Exception {
    dialled.setSuccess(link.channel());
    Future<DirectoryResponse> answer = get();
    createCircuit();
    send(begin(), End.of(EndReason.MISC));
    assertThat(answer.isDone()).isTrue();
    assertThat(answer.isSuccess()).isFalse();
    assertThat(streams.events).endsWith("failed 1: MISC from the other side");
  }

  @Test
  void directory_thatFallsSilentInTheMiddle_isGivenUpWithin30Seconds() throws Exception {
    dialled.setSuccess(link.channel());
    Future<DirectoryResponse> answer = get();
    createCircuit();
    int stream = accept();
    send(stream, "HTTP/1.0 200 OK\r\nContent-Length: 50000\r\n\r\n" + "x".repeat(40_000));
    pass(29);
    assertThat(answer.isDone()).isFalse();
    pass(1);
    assertStalled(answer);
    assertThat(destroyed()).isTrue();
  }

  @Test
  void directory_ofAByteEach5Seconds_isGivenUpAfter15() throws Exception {
    dialled.setSuccess(link.channel());
    Future<DirectoryResponse> answer = get();
    createCircuit();
    int stream = accept();
    send(stream, "HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\n");
    for (int i = 0; i < 3; i++) {
      send(stream, "x");
      pass(5);
    }
    assertStalled(answer);
  }
}
