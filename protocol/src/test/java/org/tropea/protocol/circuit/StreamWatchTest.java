package org.tropea.protocol.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.RecordedStreams;
import org.tropea.protocol.stream.StreamEnd;
import org.tropea.protocol.stream.StreamFacts;
import org.tropea.protocol.stream.StreamObserver;
import org.tropea.protocol.stream.StreamPurpose;
import org.tropea.protocol.stream.StreamRequest;
import org.tropea.protocol.stream.StreamTotals;
import org.tropea.protocol.stream.StreamTraffic;
import org.tropea.protocol.stream.StreamWatch;
import org.tropea.protocol.stream.TorStream;

/** What a control port says of streams; of SENTCONNECT and DETACHED, StreamOpenerTest. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class StreamWatchTest {
  private final RecordedStreams observer = new RecordedStreams();
  private final StreamWatch watch = new StreamWatch(observer);
  private final EmbeddedLink link = EmbeddedLink.open();
  private ScriptedCircuit circuit;
  private TorStream stream;
  private int streamId;

  @BeforeEach
  void begin() throws DecodeException, StreamException {
    circuit = ScriptedCircuit.createFast(link);
    stream = circuit.circuit().streams().open(new Begin("example.com", 80, 0));
    streamId = circuit.receive().streamId();
  }

  @AfterEach
  void close() {
    link.close();
  }

  private StreamRequest request() {
    return watch.request(StreamPurpose.USER, "example.com", 80);
  }

  /** How a stream ends. */
  interface Ending {
    void of(StreamWatchTest test) throws DecodeException;
  }

  static Stream<Arguments> endings() {
    return Stream.of(
        Arguments.of("DONE", (Ending) test -> Unwatched.close(test.stream)),
        Arguments.of(
            "TIMEOUT from the other side",
            (Ending) test -> test.circuit.send(0, test.streamId, End.of(EndReason.TIMEOUT))),
        Arguments.of("DESTROY", (Ending) test -> test.circuit.circuit().destroy()),
        Arguments.of(
            "DESTROY",
            (Ending)
                test ->
                    test.link
                        .peer()
                        .send(new Destroy(test.circuit.circuitId(), DestroyReason.FINISHED))),
        Arguments.of("DESTROY", (Ending) test -> test.link.peer().close()));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void stream_thatWasConnected_isToldToBeClosed_onceWithTheReason(String why, Ending ending)
      throws DecodeException {
    StreamRequest request = request();
    request.sent(7);
    circuit.send(0, streamId, new Connected(null, 0));
    request.connected(stream);
    stream.config().setAutoRead(true);
    ending.of(this);
    link.pump();
    Unwatched.close(stream);
    assertThat(observer.events)
        .containsExactly(
            "requested stream 1, USER", "sent 1 on 7", "connected 1 on 7", "closed 1 on 7: " + why);
    assertThat(watch.totals()).isEqualTo(new StreamTotals(1, 1, 0, 1));
  }

  @Test
  void bytes_bothWays_areCounted() throws Exception {
    StreamRequest request = request();
    circuit.send(0, streamId, new Connected(null, 0));
    request.connected(stream);
    stream.writeAndFlush(stream.alloc().buffer().writeZero(1000)).sync();
    circuit.send(0, streamId, new Data(new byte[120], 0, 120));
    assertThat(stream.carried()).as("nothing is read yet").isEqualTo(new StreamTraffic(0, 1000));
    stream.config().setAutoRead(true);
    link.pump();
    circuit.send(0, streamId, new Data(new byte[30], 0, 30));
    assertThat(stream.carried()).isEqualTo(new StreamTraffic(150, 1000));
    Unwatched.close(stream);
    assertThat(observer.carried).containsExactly(new StreamTraffic(150, 1000));
  }

  @Test
  void stream_thatFailed_isToldOnce() {
    StreamRequest request = request();
    request.failed(StreamEnd.local(EndReason.TIMEOUT));
    request.failed(StreamEnd.local(EndReason.MISC));
    assertThat(observer.events).containsExactly("requested stream 1, USER", "failed 1: TIMEOUT");
    assertThat(watch.totals()).isEqualTo(new StreamTotals(1, 0, 1, 0));
  }

  @Test
  void facts_sayWhatWasAskedFor_butPrintNothingOfIt() {
    request();
    request();
    StreamFacts facts = observer.facts.get(1);
    assertThat(facts).isEqualTo(new StreamFacts(2, StreamPurpose.USER, "example.com", 80));
    assertThat(facts).hasToString("stream 2, USER");
  }

  @Test
  void observerThatThrows_costsNothingElse() throws DecodeException {
    StreamWatch faulty =
        new StreamWatch(
            new StreamObserver() {
              @Override
              public void requested(StreamFacts requested) {
                throw new StackOverflowError();
              }

              @Override
              public void closed(
                  StreamFacts closed, long onCircuit, StreamEnd why, StreamTraffic carried) {
                throw new IllegalStateException();
              }
            });
    StreamRequest request = faulty.request(StreamPurpose.USER, "example.com", 80);
    circuit.send(0, streamId, new Connected(null, 0));
    request.connected(stream);
    Unwatched.close(stream);
    assertThat(faulty.totals()).isEqualTo(new StreamTotals(1, 1, 0, 1));
    assertThat(circuit.circuit().isOpen()).isTrue();
  }
}
