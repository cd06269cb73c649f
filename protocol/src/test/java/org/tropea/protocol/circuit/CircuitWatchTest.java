package org.tropea.protocol.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.RelayCredentials;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.Drop;
import org.tropea.protocol.message.Truncated;
import org.tropea.protocol.stream.TorStream;

/** What a control port says of circuits: LAUNCHED, EXTENDED, BUILT, FAILED and CLOSED. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class CircuitWatchTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final RecordedCircuits observer = new RecordedCircuits();
  private final CircuitWatch watch = new CircuitWatch(observer);
  private final EmbeddedLink link = EmbeddedLink.open();

  @AfterEach
  void close() {
    link.close();
  }

  private static List<RelayTarget> path(int hops) {
    return Collections.nCopies(hops, RelayCredentials.one().target(EmbeddedLink.ADDRESS));
  }

  private CircuitStart start(int hops) {
    return new CircuitStart(watch.launch(CircuitPurpose.GENERAL, path(hops)), RANDOM);
  }

  /** How a circuit ends. */
  interface Ending {
    void of(ScriptedCircuit circuit, EmbeddedLink link) throws DecodeException;
  }

  static Stream<Arguments> endings() {
    return Stream.of(
        Arguments.of(
            "FINISHED",
            (Ending) (circuit, link) -> circuit.circuit().destroy(DestroyReason.FINISHED)),
        Arguments.of("NONE", (Ending) (circuit, link) -> circuit.circuit().destroy()),
        Arguments.of(
            "HIBERNATING from a relay",
            (Ending)
                (circuit, link) ->
                    link.peer().send(new Destroy(circuit.circuitId(), DestroyReason.HIBERNATING))),
        Arguments.of(
            "CONNECT_FAILED from a relay",
            (Ending)
                (circuit, link) -> circuit.send(0, 0, new Truncated(DestroyReason.CONNECT_FAILED))),
        Arguments.of(
            "PROTOCOL", (Ending) (circuit, link) -> circuit.send(0, 5, new Connected(null, 0))),
        Arguments.of("CHANNEL_CLOSED", (Ending) (circuit, link) -> link.peer().close()));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void circuit_fromItsLaunchToItsEnd_isToldInOrder(String why, Ending ending)
      throws DecodeException {
    ScriptedCircuit circuit = ScriptedCircuit.ofHops(link, 3, start(3));
    ending.of(circuit, link);
    link.pump();
    assertThat(observer.events)
        .containsExactly(
            "launched circuit 1, GENERAL, 3 hops",
            "extended 1 to 1",
            "extended 1 to 2",
            "extended 1 to 3",
            "built 1",
            "closed 1: " + why);
    assertThat(observer.facts).containsExactly(circuit.circuit().facts());
    assertThat(watch.totals())
        .extracting(
            CircuitTotals::launched,
            CircuitTotals::built,
            CircuitTotals::failed,
            CircuitTotals::closed)
        .containsExactly(1L, 1L, 0L, 1L);
  }

  @Test
  void circuit_thatIsCannibalized_isBuiltOnceMore() {
    CircuitTally tally = watch.launch(CircuitPurpose.INTERNAL, path(1));
    tally.grew();
    tally.become(CircuitPurpose.INTRODUCTION, path(1));
    tally.grew();
    tally.end(DestroyReason.FINISHED);
    assertThat(observer.events)
        .containsExactly(
            "launched circuit 1, INTERNAL, 1 hops",
            "extended 1 to 1",
            "built 1",
            "cannibalized circuit 1, INTRODUCTION, 2 hops, which was INTERNAL",
            "extended 1 to 2",
            "built 1",
            "closed 1: FINISHED");
    assertThat(watch.totals().built()).isEqualTo(1);
  }

  @Test
  void circuit_thatEndsBeforeItsLastHop_hasFailed() throws DecodeException {
    ScriptedCircuit circuit = ScriptedCircuit.ofHops(link, 2, start(3));
    link.peer().send(new Destroy(circuit.circuitId(), DestroyReason.RESOURCE_LIMIT));
    circuit.circuit().destroy(DestroyReason.TIMEOUT);
    assertThat(observer.events)
        .containsExactly(
            "launched circuit 1, GENERAL, 3 hops",
            "extended 1 to 1",
            "extended 1 to 2",
            "failed 1: RESOURCE_LIMIT from a relay");
    assertThat(watch.totals().failed()).isEqualTo(1);
  }

  @Test
  void circuit_onAClosedLink_hasFailed() {
    link.close();
    assertThat(ScriptedCircuit.create2(link, start(3)).isSuccess()).isFalse();
    assertThat(observer.events)
        .containsExactly("launched circuit 1, GENERAL, 3 hops", "failed 1: CHANNEL_CLOSED");
  }

  @Test
  void circuit_givenUp_hasFailedForTheReasonGivenFirst() {
    CircuitStart start = start(1);
    Future<OriginCircuit> creating = ScriptedCircuit.create2(link, start);
    link.peer().expect(Create2.class);
    start.tally().end(DestroyReason.TIMEOUT);
    assertThat(creating.cancel(false)).isTrue();
    assertThat(observer.events)
        .containsExactly("launched circuit 1, GENERAL, 1 hops", "failed 1: TIMEOUT");
    assertThat(link.peer().expect(Destroy.class).reason()).isEqualTo(DestroyReason.NONE);
  }

  @Test
  void circuits_areNumberedFrom1_whateverTheyAreFor() {
    for (int i = 0; i < 3; i++) {
      watch.launch(CircuitPurpose.DIRECTORY, path(1));
      watch.launch(CircuitPurpose.GENERAL, path(3));
    }
    assertThat(observer.facts.stream().map(CircuitFacts::number))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void cellsAndData_bothWays_areCounted() throws Exception {
    ScriptedCircuit circuit = ScriptedCircuit.ofHops(link, 2, start(2));
    CircuitTraffic before = watch.totals().carried();
    assertThat(before).isEqualTo(new CircuitTraffic(1, 1, 0, 0));
    TorStream stream = circuit.circuit().streams().openDirectory();
    int id = circuit.receive().streamId();
    circuit.send(1, id, new Connected(null, 0));
    for (int i = 0; i < 3; i++) {
      circuit.send(1, id, new Data(new byte[100], 0, 100));
    }
    stream.writeAndFlush(stream.alloc().buffer().writeZero(1000)).sync();
    assertThat(watch.totals().carried().since(before))
        .isEqualTo(new CircuitTraffic(4, 4, 300, 1000));
    circuit.send(0, 0, new Drop());
    circuit.send(1, id, new Drop());
    assertThat(watch.totals().drops()).isEqualTo(2);
    circuit.circuit().destroy();
    assertThat(observer.carried).containsExactly(watch.totals().carried());
  }

  @Test
  void facts_sayWhichRelays_butPrintNobody() {
    CircuitFacts facts = new CircuitFacts(7, CircuitPurpose.DIRECTORY, path(1));
    assertThat(facts.path()).isEqualTo(path(1));
    assertThat(facts).hasToString("circuit 7, DIRECTORY, 1 hops");
  }

  @Test
  void observerThatThrows_costsNothingElse() throws DecodeException {
    CircuitWatch faulty =
        new CircuitWatch(
            new CircuitObserver() {
              @Override
              public void launched(CircuitFacts circuit) {
                throw new StackOverflowError();
              }

              @Override
              public void extended(CircuitFacts circuit, int hops) {
                throw new IllegalStateException();
              }
            });
    ScriptedCircuit circuit =
        ScriptedCircuit.ofHops(
            link, 2, new CircuitStart(faulty.launch(CircuitPurpose.GENERAL, path(2)), RANDOM));
    assertThat(circuit.circuit().isOpen()).isTrue();
    assertThat(faulty.totals().built()).isEqualTo(1);
    circuit.circuit().destroy();
  }
}
