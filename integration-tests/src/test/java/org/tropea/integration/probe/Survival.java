package org.tropea.integration.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.integration.probe.ProbeCircuit.Message;
import org.tropea.protocol.message.RelayCommand;

/**
 * What a relay must still do after any input: take a link, carry a circuit of three hops and a
 * stream at its end, be an exit itself, and be idle when nobody asks it for anything.
 *
 * @param node the relay that was attacked
 * @param second the hop behind it
 * @param third the last hop, an exit
 */
record Survival(ProbedNode node, ProbedNode second, ProbedNode third, LoopbackServers servers) {
  private static final Duration IDLE_TIME = Duration.ofSeconds(1);

  /** Of one thread, in that time: 5 % of a core. */
  private static final Duration IDLE_WORK = Duration.ofMillis(50);

  private static final String RELAY_THREADS = "tropea-";

  /** A new link, three hops, an echo at the last hop and one at the relay itself. */
  void assertServes(ProbeIdentity identity) throws Exception {
    try (LinkProbe link = LinkProbe.connect(node.address()).handshake(identity)) {
      ProbeCircuit circuit = ProbeCircuit.create2(link, node).extend(second).extend(third);
      assertEchoes(circuit, 2);
      assertEchoes(circuit, 0);
    }
  }

  private void assertEchoes(ProbeCircuit circuit, int hop) throws InterruptedException {
    int stream = circuit.freshStreamId();
    byte[] begin =
        new ByteWriter()
            .bytes(("127.0.0.1:" + servers.echoPort()).getBytes(StandardCharsets.US_ASCII))
            .u8(0)
            .toByteArray();
    circuit.sendTo(hop, false, ProbeHop.Raw.of(RelayCommand.BEGIN, stream, begin));
    assertThat(message(circuit, stream).command()).isEqualTo(RelayCommand.CONNECTED);
    byte[] word = ("echo of hop " + hop).getBytes(StandardCharsets.US_ASCII);
    circuit.sendTo(hop, false, ProbeHop.Raw.of(RelayCommand.DATA, stream, word));
    Message echo = message(circuit, stream);
    assertThat(echo.hop()).isEqualTo(hop);
    assertThat(echo.data()).isEqualTo(word);
  }

  private static Message message(ProbeCircuit circuit, int stream) throws InterruptedException {
    ProbeCircuit.Event event = circuit.nextOn(stream);
    if (event instanceof Message message) {
      return message;
    }
    throw new AssertionError("the relay does not serve a fresh circuit: " + event);
  }

  /** No thread of a relay works while an idle link waits in vain for a cell. */
  void assertIdle() throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try (LinkProbe link = LinkProbe.connect(node.address()).handshake()) {
      link.outcome();
      long[] ids = relayThreads();
      long[] before = cpuTimes(threads, ids);
      try {
        throw new AssertionError("something came on an idle link: " + link.next(IDLE_TIME));
      } catch (SilenceException e) {
        // As it should be.
      }
      long[] after = cpuTimes(threads, ids);
      for (int i = 0; i < ids.length; i++) {
        assertThat(Duration.ofNanos(after[i] - before[i]))
            .as("work of an idle thread of a relay")
            .isLessThan(IDLE_WORK);
      }
    }
  }

  private static long[] relayThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(RELAY_THREADS))
        .mapToLong(Thread::getId)
        .toArray();
  }

  private static long[] cpuTimes(ThreadMXBean threads, long[] ids) {
    long[] times = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      times[i] = threads.getThreadCpuTime(ids[i]);
    }
    return times;
  }
}
