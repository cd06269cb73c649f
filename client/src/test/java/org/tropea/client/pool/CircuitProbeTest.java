package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.stream.TorStream;

/** Row P14, in the pool. */
class CircuitProbeTest extends ScriptedPool {
  private static boolean isUnusable(String word) {
    return word.startsWith("pb_unusable");
  }

  private final Promise<TorStream> answer = loop.eventLoop().newPromise();

  @Test
  void circuit_thatCarriedNothing_isProbedBeforeItIsClosed() throws Exception {
    pool.use(network());
    OriginCircuit doubtful = counted(0);
    PooledCircuit pooled = taken(take(443, ALICE));
    List<Begin> probes = new ArrayList<>();
    TorStream probe = probe(doubtful, probes);
    pool.retire(pooled);
    pass(PERIOD);
    assertThat(probes).hasSize(1);
    Begin sent = probes.get(0);
    assertThat(sent.host()).matches("0\\.\\d+\\.\\d+\\.\\d+");
    assertThat(sent.port()).isEqualTo(25);
    assertThat(sent.flags()).isZero();
    assertThat(doubtful.isOpen()).isTrue();
    when(probe.isEndedRemotely()).thenReturn(true);
    when(probe.endReason()).thenReturn(EndReason.EXIT_POLICY);
    when(probe.refusedAddress()).thenReturn(InetAddress.getByName(sent.host()));
    answer.setFailure(new IllegalStateException("refused"));
    loop.runPendingTasks();
    assertThat(doubtful.isOpen()).isFalse();
    assertThat(words(doubtful))
        .contains("pb_use_successes=1.000000")
        .noneMatch(CircuitProbeTest::isUnusable);
  }

  @ParameterizedTest
  @CsvSource({"4,192.0.2.1", "4,", "1,same"})
  void probe_thatIsAnsweredOtherwise_isAsOneThatIsNot(int reason, String address) throws Exception {
    pool.use(network());
    OriginCircuit doubtful = counted(0);
    PooledCircuit pooled = taken(take(443, ALICE));
    List<Begin> probes = new ArrayList<>();
    TorStream probe = probe(doubtful, probes);
    pool.retire(pooled);
    pass(PERIOD);
    when(probe.isEndedRemotely()).thenReturn(true);
    when(probe.endReason()).thenReturn(new EndReason(reason));
    String named = "same".equals(address) ? probes.get(0).host() : address;
    when(probe.refusedAddress()).thenReturn(named == null ? null : InetAddress.getByName(named));
    answer.setFailure(new IllegalStateException("refused"));
    pass(BuildTimeouts.FIRST.giveUp().minusMillis(1));
    assertThat(doubtful.isOpen()).isTrue();
    pass(Duration.ofMillis(1));
    assertThat(doubtful.isOpen()).isFalse();
    assertThat(words(doubtful)).anyMatch(CircuitProbeTest::isUnusable);
    assertThat(probes).as("asked once").hasSize(1);
  }

  @Test
  void circuit_thatCarriedSomething_isClosedWithoutAProbe() throws DecodeException {
    pool.use(network());
    OriginCircuit good = counted(0);
    PooledCircuit pooled = taken(take(443, ALICE));
    pooled.answered();
    pool.retire(pooled);
    pass(PERIOD);
    assertThat(good.isOpen()).isFalse();
    assertThat(words(good))
        .contains("pb_use_successes=1.000000")
        .noneMatch(CircuitProbeTest::isUnusable);
  }

  /** As by C tor: somebody may have changed what the exit does not understand. */
  @Test
  void exit_thatDoesNotUnderstand_hasTheCircuitClosed() throws DecodeException {
    pool.use(network());
    OriginCircuit bad = counted(0);
    taken(take(443, ALICE)).refused(EndReason.TOR_PROTOCOL);
    loop.runPendingTasks();
    assertThat(bad.isOpen()).isFalse();
    assertThat(words(bad)).anyMatch(CircuitProbeTest::isUnusable);
  }

  /** A circuit is built, all its relays having answered. */
  private OriginCircuit counted(int build) {
    Objects.requireNonNull(builds.get(build).bias()).attempted();
    return succeed(build);
  }

  private List<String> words(OriginCircuit closed) {
    assertThat(closed.isOpen()).isFalse();
    return guards.lines().stream()
        .flatMap(line -> Stream.of(line.split(" ", -1)))
        .filter(word -> word.startsWith("pb_"))
        .toList();
  }

  /** Has streams on the circuit be this one, and BEGINs be kept. */
  private TorStream probe(OriginCircuit circuit, List<Begin> begins) throws Exception {
    TorStream stream = mock(TorStream.class);
    when(stream.connected()).thenReturn(answer);
    when(circuit.loop()).thenReturn(loop.eventLoop());
    when(circuit.streams().open(any()))
        .thenAnswer(
            call -> {
              begins.add(call.getArgument(0));
              when(circuit.streams().isIdle()).thenReturn(false);
              return stream;
            });
    return stream;
  }
}
