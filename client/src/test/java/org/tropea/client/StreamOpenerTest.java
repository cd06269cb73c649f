package org.tropea.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.pool.CircuitPool;
import org.tropea.client.pool.Isolation;
import org.tropea.client.pool.NoCircuitException;
import org.tropea.client.pool.PooledCircuit;
import org.tropea.client.pool.Usage;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.circuit.CircuitFacts;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginStreams;
import org.tropea.protocol.flow.ChannelSignals;
import org.tropea.protocol.flow.CircuitFlow;
import org.tropea.protocol.flow.SendmeVersions;
import org.tropea.protocol.linkspec.IpAddress;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.memory.MemoryUse;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayCellFormat0;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.RecordedStreams;
import org.tropea.protocol.stream.StreamCarrier;
import org.tropea.protocol.stream.StreamWatch;
import org.tropea.protocol.stream.TorStream;

/** Rows X01 and X02 at the client; case net-2. */
class StreamOpenerTest {
  private static final Target TARGET = new Target("example.com", 443);

  private static final RsaIdentity EXIT = identity();

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final EventLoop loop = channel.eventLoop();
  private final CircuitPool pool = mock(CircuitPool.class);
  private final OriginCircuit circuit = mock(OriginCircuit.class);
  private final OriginStreams carried = mock(OriginStreams.class);
  private final PooledCircuit pooled = mock(PooledCircuit.class);
  private final Relay exit = mock(Relay.class);
  private final List<TorStream> streams = new ArrayList<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final OptimisticData early = new OptimisticData();
  private final List<Begin> begins = new ArrayList<>();
  private final RecordedStreams observer = new RecordedStreams();
  private final StreamWatch watch = new StreamWatch(observer);
  private final StreamOpener opener =
      new StreamOpener(loop, pool, InternalAddresses.REFUSED, watch);

  @BeforeEach
  void circuits() throws StreamException {
    channel.freezeTime();
    when(pooled.circuit()).thenReturn(circuit);
    when(circuit.streams()).thenReturn(carried);
    when(circuit.facts()).thenReturn(new CircuitFacts(7, CircuitPurpose.GENERAL, List.of()));
    when(pooled.exit()).thenReturn(exit);
    when(pooled.behindFirst()).thenReturn(List.of(exit));
    when(exit.identity()).thenReturn(EXIT);
    when(pool.take(any())).thenAnswer(call -> loop.newSucceededFuture(pooled));
    when(carried.open(any(), any()))
        .thenAnswer(
            call -> {
              StreamCarrier carrier = mock(StreamCarrier.class);
              when(carrier.loop()).thenReturn(loop);
              when(carrier.canSendData()).thenReturn(true);
              when(carrier.memory()).thenReturn(MemoryUse.uncounted());
              when(carrier.format()).thenReturn(RelayCellFormat0.INSTANCE);
              when(carrier.newStreamFlow())
                  .thenReturn(
                      CircuitFlow.fixedWindows(() -> SendmeVersions.USUAL)
                          .newStream(mock(ChannelSignals.class)));
              doAnswer(
                      sent -> {
                        if (sent.getArgument(1) instanceof Data data) {
                          said.write(data.array(), data.offset(), data.length());
                        }
                        return null;
                      })
                  .when(carrier)
                  .send(anyInt(), any());
              TorStream stream = TorStream.eager(carrier, 1);
              stream.register();
              streams.add(stream);
              begins.add(call.getArgument(0));
              Unwatched.writeAndFlush(stream, call.getArgument(1));
              return stream;
            });
  }

  /** Row Q07: streams that wait for a controller's word. */
  @Test
  void unattachedStream_waitsForItsCircuit_andIsTakenFromOneThatDoesNotAnswer()
      throws DecodeException, StreamException {
    when(pool.patience()).thenReturn(Duration.ofMinutes(2));
    when(pooled.isAttachable()).thenReturn(true);
    when(pooled.relay(2)).thenReturn(exit);
    when(circuit.streams(1)).thenReturn(carried);
    opener.leaveUnattached(true);
    Future<TorStream> opened = opener.connect(TARGET, Isolation.NONE);
    assertThat(begins).isEmpty();
    assertThat(opener.attach(1, Optional.of(pooled), 1)).isEqualTo(Attachment.ONE_HOP);
    assertThat(opener.attach(1, Optional.of(pooled), 3)).isEqualTo(Attachment.NO_SUCH_HOP);
    assertThat(opener.attach(2, Optional.of(pooled), 0)).isEqualTo(Attachment.UNKNOWN_STREAM);
    assertThat(opener.redirect(1, "example.net", 0)).isTrue();
    assertThat(opener.attach(1, Optional.of(pooled), 2)).isEqualTo(Attachment.DONE);
    // It does not answer, and another is chosen.
    assertThat(opener.attach(1, Optional.empty(), 0)).isEqualTo(Attachment.DONE);
    assertThat(begins)
        .containsExactly(new Begin("example.net", 443, 0), new Begin("example.net", 443, 0));
    assertThat(streams.get(0).isOpen()).isFalse();
    assertThat(opened.isDone()).isFalse();
    streams.get(1).receive(new Connected(null, 0));
    assertThat(opened.getNow()).isSameAs(streams.get(1));
    assertThat(opener.attach(1, Optional.empty(), 0)).isEqualTo(Attachment.NOT_MANAGED);
    pass(180);
    assertThat(streams.get(1).isOpen()).isTrue();
  }

  @Test
  void unattachedStream_thatNobodyAttaches_failsInTime() {
    when(pool.patience()).thenReturn(Duration.ofMinutes(2));
    opener.leaveUnattached(true);
    Future<TorStream> opened = opener.connect(TARGET, Isolation.NONE);
    pass(119);
    assertThat(opened.isDone()).isFalse();
    pass(2);
    assertThat(opened.cause()).isInstanceOf(ConnectFailure.class);
    assertThat(opener.attach(1, Optional.empty(), 0)).isEqualTo(Attachment.UNKNOWN_STREAM);
    assertThat(begins).isEmpty();
  }

  @Test
  void unattachedStream_ofAClientThatIsClosed_isToldSo() {
    when(pool.patience()).thenReturn(Duration.ofMinutes(2));
    opener.leaveUnattached(true);
    Future<TorStream> opened = opener.connect(TARGET, Isolation.NONE);
    opener.close();
    assertThat(opened.cause())
        .isInstanceOfSatisfying(
            ConnectFailure.class, e -> assertThat(e.kind()).isEqualTo(ConnectFailure.Kind.CLOSED));
    assertThat(observer.events).endsWith("failed 1: MISC");
    assertThat(opener.has(1)).isFalse();
  }

  @Test
  void stream_whoseCircuitClosesWithTheClient_waitsForNobodysWord() throws DecodeException {
    when(pool.patience()).thenReturn(Duration.ofMinutes(2));
    Future<TorStream> opened = opener.connect(TARGET, Isolation.NONE);
    opener.leaveUnattached(true);
    opener.close();
    when(pool.isClosed()).thenReturn(true);
    NoCircuitException none = mock(NoCircuitException.class);
    when(none.why()).thenReturn(NoCircuitException.Why.CLOSED);
    when(pool.take(any())).thenReturn(loop.newFailedFuture(none));
    streams.get(0).receive(End.of(EndReason.DESTROY));
    assertThat(opened.cause())
        .isInstanceOfSatisfying(
            ConnectFailure.class, e -> assertThat(e.kind()).isEqualTo(ConnectFailure.Kind.CLOSED));
  }

  @Test
  void connect_opensAStream() throws DecodeException {
    Future<TorStream> opened = opener.connect(TARGET, Isolation.NONE);
    assertThat(begins).containsExactly(new Begin("example.com", 443, 0));
    streams.get(0).receive(new Connected(null, 0));
    assertThat(opened.getNow()).isSameAs(streams.get(0));
    verify(pool, never()).retire(any());
    verify(pooled).answered();
    pass(60);
    assertThat(streams.get(0).isOpen()).isTrue();
    assertThat(observer.events)
        .containsExactly("requested stream 1, USER", "sent 1 on 7", "connected 1 on 7");
    assertThat(observer.facts.get(0).host()).isEqualTo("example.com");
    Unwatched.close(streams.get(0));
    assertThat(observer.events).endsWith("closed 1 on 7: DONE");
  }

  /** C tor's: 1 for names, none for IPv4 addresses, 3 for IPv6 ones; 5 with PreferIPv6. */
  @ParameterizedTest
  @CsvSource({
    "example.com, ANY, true, 1",
    "example.com, ANY, false, 0",
    "example.com, ANY_IPV6_FIRST, true, 5",
    "example.com, ANY_IPV6_FIRST, false, 0",
    "example.com, IPV4, true, 0",
    "example.com, IPV6, true, 3",
    "example.com, IPV6, false, 2",
    "93.184.216.34, ANY_IPV6_FIRST, true, 0",
    "2606:2800::1, ANY, true, 3"
  })
  void begin_saysWhichFamiliesWillDo(
      String host, AddressFamily family, boolean ipv6Exit, int flags) {
    when(exit.allowsIpv6Exit(443)).thenReturn(ipv6Exit);
    assertThat(opener.connect(new Target(host, 443, family), Isolation.NONE).isDone()).isFalse();
    assertThat(begins.get(0).flags()).isEqualTo(flags);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 6, 7, 8, 12, 14, 99})
  void end_aboutTheTarget_isFinal(int code) throws DecodeException {
    Future<TorStream> opened = opener.connect(TARGET, Isolation.NONE);
    streams.get(0).receive(End.of(new EndReason(code)));
    ConnectFailure failure = (ConnectFailure) opened.cause();
    assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.DESTINATION);
    assertThat(failure.endReason()).isEqualTo(new EndReason(code));
    assertThat(failure.getMessage()).doesNotContain("example");
    assertThat(streams).hasSize(1);
    String reason = new EndReason(code) + " from the other side";
    assertThat(observer.events)
        .containsExactly("requested stream 1, USER", "sent 1 on 7", "failed 1: " + reason);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 9, 10, 11, 13})
  void end_aboutTheCircuit_isTriedOnTwoOthers(int code) throws DecodeException {
    Future<TorStream> opened = opener.connect(TARGET, Isolation.NONE);
    for (int i = 0; i < 3; i++) {
      assertThat(opened.isDone()).isFalse();
      streams.get(i).receive(End.of(new EndReason(code)));
    }
    assertThat(streams).hasSize(3);
    ConnectFailure failure = (ConnectFailure) opened.cause();
    assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.TOR_NETWORK);
    assertThat(failure.endReason()).isEqualTo(new EndReason(code));
    verify(pool, times(2)).retire(pooled);
    verify(pooled, times(3)).refused(new EndReason(code));
    verify(pooled, times(2)).detached();
    String reason = new EndReason(code) + " from the other side";
    assertThat(observer.events)
        .containsExactly(
            "requested stream 1, USER",
            "sent 1 on 7",
            "detached 1 from 7: " + reason,
            "sent 1 on 7",
            "detached 1 from 7: " + reason,
            "sent 1 on 7",
            "failed 1: " + reason);
  }

  @Test
  void end_thenConnected_succeeds() throws DecodeException {
    Future<TorStream> opened = opener.connect(TARGET, Isolation.NONE);
    streams.get(0).receive(End.of(EndReason.DESTROY));
    streams.get(1).receive(new Connected(null, 0));
    assertThat(opened.getNow()).isSameAs(streams.get(1));
    verify(pool, times(2)).take(new Usage.Exit(443, Isolation.NONE, Set.of()));
  }

  @Test
  void silentExit_isGivenUpWithin10Seconds_forACircuitWithoutIt() throws DecodeException {
    Future<TorStream> opened = opener.connect(TARGET, Isolation.NONE);
    pass(8);
    assertThat(streams).hasSize(1);
    pass(1);
    assertThat(streams.get(0).isOpen()).isFalse();
    assertThat(streams).hasSize(2);
    verify(pool).retire(pooled);
    verify(pooled).detached();
    verify(pooled, never()).refused(any());
    verify(pool).take(new Usage.Exit(443, Isolation.NONE, Set.of(EXIT)));
    streams.get(1).receive(new Connected(null, 0));
    assertThat(opened.isSuccess()).isTrue();
    assertThat(observer.events)
        .containsExactly(
            "requested stream 1, USER",
            "sent 1 on 7",
            "detached 1 from 7: TIMEOUT",
            "sent 1 on 7",
            "connected 1 on 7");
  }

  /** Row X13. */
  @Test
  void whatAProgramSaid_goesAlongToEachCircuit_untilOneIsConnected() throws DecodeException {
    say("one ");
    assertThat(opener.connect(TARGET, Isolation.NONE, early).isDone()).isFalse();
    assertThat(said.toString(US_ASCII)).isEqualTo("one ");
    say("two ");
    assertThat(said.toString(US_ASCII)).isEqualTo("one two ");
    said.reset();
    streams.get(0).receive(End.of(EndReason.MISC));
    assertThat(said.toString(US_ASCII)).isEqualTo("one two ");
    streams.get(1).receive(new Connected(null, 0));
    say("three");
    assertThat(said.toString(US_ASCII)).isEqualTo("one two three");
    assertThat(early.all().readableBytes()).as("kept").isZero();
  }

  @Test
  void whatAProgramSays_whileItWaitsForTheNextCircuit_goesOutOnThat() throws DecodeException {
    say("one ");
    assertThat(opener.connect(TARGET, Isolation.NONE, early).isDone()).isFalse();
    Promise<PooledCircuit> next = loop.newPromise();
    when(pool.take(any())).thenAnswer(call -> next);
    streams.get(0).receive(End.of(EndReason.MISC));
    said.reset();
    say("two");
    assertThat(said.size()).isZero();
    next.setSuccess(pooled);
    assertThat(said.toString(US_ASCII)).isEqualTo("one two");
  }

  @Test
  void whatAProgramSaid_toATargetThatRefusesIt_isForgotten() throws DecodeException {
    say("one ");
    assertThat(opener.connect(TARGET, Isolation.NONE, early).isDone()).isFalse();
    streams.get(0).receive(End.of(EndReason.CONNECT_REFUSED));
    say("two");
    assertThat(early.all().readableBytes()).isZero();
    assertThat(said.toString(US_ASCII)).isEqualTo("one ");
  }

  @Test
  void cancelled_withAStreamUnderWay_endsIt() {
    Future<TorStream> opened = opener.connect(TARGET, Isolation.NONE);
    opened.cancel(false);
    assertThat(streams.get(0).isOpen()).isFalse();
    assertThat(streams).as("no other circuit is tried").hasSize(1);
    assertThat(observer.events).endsWith("sent 1 on 7", "failed 1: DONE");
  }

  @Test
  void cancelled_whileItWaitsForACircuit_takesNone() {
    Promise<PooledCircuit> waiting = loop.newPromise();
    when(pool.take(any())).thenAnswer(call -> waiting);
    opener.connect(TARGET, Isolation.NONE).cancel(false);
    assertThat(waiting.isCancelled()).isTrue();
    assertThat(streams).isEmpty();
    assertThat(observer.events).containsExactly("requested stream 1, USER", "failed 1: DONE");
  }

  private void say(String words) {
    early.say(Unpooled.copiedBuffer(words, US_ASCII));
    early.flush();
  }

  @Test
  void circuitThatDiedMeanwhile_isReplaced() throws StreamException {
    doThrow(new StreamException(EndReason.DESTROY, "closed")).when(carried).open(any(), any());
    Future<TorStream> opened = opener.connect(TARGET, Isolation.NONE);
    verify(pool, times(3)).take(new Usage.Exit(443, Isolation.NONE, Set.of()));
    assertThat(((ConnectFailure) opened.cause()).kind()).isEqualTo(ConnectFailure.Kind.TOR_NETWORK);
  }

  @ParameterizedTest
  @CsvSource({
    "OUR_LIMIT, LOCAL, , RESOURCE_LIMIT",
    "TOO_LATE, TOR_NETWORK, , TIMEOUT",
    "NO_EXIT, TOR_NETWORK, 4, EXIT_POLICY",
    "CLOSED, CLOSED, , MISC"
  })
  void poolThatHasNone_isReported(
      NoCircuitException.Why why,
      ConnectFailure.Kind kind,
      @Nullable Integer endReason,
      String told) {
    NoCircuitException none = mock(NoCircuitException.class);
    when(none.why()).thenReturn(why);
    when(none.getMessage()).thenReturn("none");
    when(pool.take(any())).thenAnswer(call -> loop.newFailedFuture(none));
    ConnectFailure failure = (ConnectFailure) opener.connect(TARGET, Isolation.NONE).cause();
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessage("none");
    assertThat(failure.endReason()).isEqualTo(endReason == null ? null : new EndReason(endReason));
    assertThat(observer.events).containsExactly("requested stream 1, USER", "failed 1: " + told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST.",
        "printer.local",
        "127.0.0.1",
        "127.0.0.1.",
        "10.0.0.1",
        "::1",
        "fe80::1",
        "::ffff:192.168.0.1",
        "service.onion",
        "SERVICE.ONION",
        "sub.service.onion.",
        "example.com.exit",
        "relay.EXIT."
      })
  void host_thatNoExitMayBeAskedFor_isRefusedWithoutACircuit(String host) {
    Future<TorStream> opened = opener.connect(new Target(host, 80), Isolation.NONE);
    ConnectFailure failure = (ConnectFailure) opened.cause();
    assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.MISUSE);
    assertThat(failure.endReason()).as("a general failure to SOCKS, as by C tor").isNull();
    assertThat(String.valueOf(failure.getMessage())).doesNotContainIgnoringCase(host);
    verify(pool, never()).take(any());
    assertThat(begins).isEmpty();
    assertThat(observer.events).containsExactly("requested stream 1, USER", "failed 1: MISC");
  }

  @Test
  void internalTarget_whereItIsAllowed_isAsked() {
    StreamOpener local = new StreamOpener(loop, pool, InternalAddresses.TAKEN, watch);
    assertThat(local.connect(new Target("127.0.0.1", 80), Isolation.NONE).isDone()).isFalse();
    assertThat(local.connect(new Target("service.onion", 80), Isolation.NONE).cause())
        .isInstanceOf(ConnectFailure.class);
    assertThat(begins).containsExactly(new Begin("127.0.0.1", 80, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, 127.0.0.1",
    "example.com, 10.1.2.3",
    "example.com, ::1",
    "example.com, ::",
    "example.com, ::ffff:127.0.0.1",
    "8.8.8.8, 2001:db8::1",
    "2001:db8::1, 8.8.8.8"
  })
  void connected_toAnAddressThatCannotBe_endsTheStream(String host, String answer)
      throws DecodeException {
    Future<TorStream> opened = opener.connect(new Target(host, 443), Isolation.NONE);
    streams.get(0).receive(new Connected(address(answer), 60));
    assertThat(streams.get(0).isOpen()).isFalse();
    assertThat(streams.get(0).endReason()).isEqualTo(EndReason.TOR_PROTOCOL);
    assertThat(((ConnectFailure) opened.cause()).endReason()).isEqualTo(EndReason.TOR_PROTOCOL);
    assertThat(streams).as("no other exit is asked").hasSize(1);
    assertThat(observer.events).endsWith("sent 1 on 7", "failed 1: TOR_PROTOCOL");
  }

  @Test
  void connected_toAnInternalAddress_whereTheyAreTaken_isBelieved() throws DecodeException {
    StreamOpener local = new StreamOpener(loop, pool, InternalAddresses.TAKEN, watch);
    Future<TorStream> opened = local.connect(TARGET, Isolation.NONE);
    streams.get(0).receive(new Connected(address("127.0.0.1"), 60));
    assertThat(opened.isSuccess()).isTrue();
    Future<TorStream> nowhere = local.connect(TARGET, Isolation.NONE);
    streams.get(1).receive(new Connected(address("::"), 60));
    assertThat(nowhere.isSuccess()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "0.0.0.0", "::1"})
  void exitPolicy_againstAnInternalAddress_isFinal(String refused) throws DecodeException {
    Future<TorStream> opened = opener.connect(TARGET, Isolation.NONE);
    streams.get(0).receive(new End(EndReason.EXIT_POLICY, address(refused), 60));
    assertThat(((ConnectFailure) opened.cause()).endReason()).isEqualTo(EndReason.TOR_PROTOCOL);
    assertThat(streams).hasSize(1);
  }

  @Test
  void exitPolicy_againstAnAddressOfTheInternet_isTriedElsewhere() throws DecodeException {
    assertThat(opener.connect(TARGET, Isolation.NONE).isDone()).isFalse();
    streams.get(0).receive(new End(EndReason.EXIT_POLICY, address("8.8.8.8"), 60));
    assertThat(streams).hasSize(2);
  }

  private static InetAddress address(String text) {
    return IpAddress.of(NetUtil.createByteArrayFromIpAddressString(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a]b", "[::1]", "x:y", "host:80"})
  void host_thatNoBeginCanSay_isRefusedWithoutACircuit(String host) {
    Future<TorStream> opened = opener.connect(new Target(host, 80), Isolation.NONE);
    assertThat(((ConnectFailure) opened.cause()).kind()).isEqualTo(ConnectFailure.Kind.MISUSE);
    verify(pool, never()).take(any());
  }

  @Test
  void clientClosed_whileAStreamIsOnItsLastTry_isTheReason() throws DecodeException {
    NoCircuitException none = mock(NoCircuitException.class);
    when(none.why()).thenReturn(NoCircuitException.Why.CLOSED);
    Future<TorStream> opened = opener.connect(TARGET, Isolation.NONE);
    streams.get(0).receive(End.of(EndReason.MISC));
    streams.get(1).receive(End.of(EndReason.MISC));
    when(pool.isClosed()).thenReturn(true);
    when(pool.take(any())).thenAnswer(call -> loop.newFailedFuture(none));
    streams.get(2).endedBy(EndReason.DESTROY);
    assertThat(((ConnectFailure) opened.cause()).kind()).isEqualTo(ConnectFailure.Kind.CLOSED);
  }

  @Test
  void ipv6Address_isAsked() {
    assertThat(opener.connect(new Target("2001:db8::1", 80), Isolation.NONE).isDone()).isFalse();
    assertThat(begins).containsExactly(new Begin("2001:db8::1", 80, Begin.IPV4_NOT_OK));
  }

  private static RsaIdentity identity() {
    try {
      return RsaIdentity.fromHex("11".repeat(20));
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
  }

  private void pass(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runPendingTasks();
  }
}
