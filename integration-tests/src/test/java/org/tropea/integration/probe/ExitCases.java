package org.tropea.integration.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tropea.integration.probe.HostileCase.ours;
import static org.tropea.integration.probe.HostileCase.same;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.integration.probe.ProbeCircuit.Message;
import org.tropea.protocol.message.RelayCommand;

/** The rows X in which an exit is asked for a great many things at once. */
final class ExitCases {
  private static final int BURST = 8_000;
  private static final int DOWNLOADS = 50;
  private static final long MEGABYTE = 1 << 20;
  private static final int STREAM_IDS = 65_535;
  private static final int DIRECTORY_STREAMS = 128;

  /** Fewer than the 2,500 answers that may wait for who reads them. */
  private static final int AT_ONCE = 1_000;

  private ExitCases() {}

  static List<HostileCase> all() {
    return List.of(
        same(
            "exit-12 8,000 BEGINs in one burst through a middle hop, at another circuit",
            ExitCases::burst,
            Outcome.KEPT),
        ours("exit-16 50 downloads that the client does not read", ExitCases::unread, Outcome.KEPT),
        ours("exit-17 every stream id is in use", ExitCases::everyStreamId, Outcome.KEPT));
  }

  /** The circuit of the burst may be destroyed, its neighbour on the same two links may not. */
  private static Outcome burst(Scene scene) throws Exception {
    LinkProbe link = scene.relay();
    ProbeCircuit hostile = ProbeCircuit.create2(link, scene.node()).extend(scene.neighbour());
    ProbeCircuit other = ProbeCircuit.create2(link, scene.node()).extend(scene.neighbour());
    byte[] refused = target("0.0.0.0:80");
    for (int i = 0; i < BURST; i++) {
      hostile.send(RelayCommand.BEGIN, hostile.freshStreamId(), refused);
    }
    int stream = other.freshStreamId();
    Outcome outcome = other.begin(stream, target("127.0.0.1:" + scene.servers().echoPort()));
    assertThat(outcome).isEqualTo(Outcome.CONNECTED);
    return other.outcome();
  }

  /** What the exit holds of them is at most 1 MB each; the link itself would take no more. */
  private static Outcome unread(Scene scene) throws Exception {
    LinkProbe link = scene.relay();
    byte[] flood = target("127.0.0.1:" + scene.servers().floodPort());
    List<ProbeCircuit> circuits = new ArrayList<>();
    for (int i = 0; i < DOWNLOADS; i++) {
      circuits.add(ProbeCircuit.create2(link, scene.node()));
    }
    long before = memory();
    link.stopReading();
    for (ProbeCircuit circuit : circuits) {
      circuit.send(RelayCommand.BEGIN, circuit.freshStreamId(), flood);
    }
    scene.servers().awaitFloodHeldUp();
    assertThat(memory() - before).as("bytes held").isLessThan(DOWNLOADS * MEGABYTE);
    try (LinkProbe another = LinkProbe.connect(scene.node().address()).handshake()) {
      return ProbeCircuit.createFast(another).outcome();
    }
  }

  private static long memory() {
    System.gc();
    ByteBufAllocatorMetric buffers =
        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
        + buffers.usedDirectMemory();
  }

  /**
   * Directory streams, which take no socket each, and of which a circuit has 128; one more BEGIN
   * changes none of them.
   */
  private static Outcome everyStreamId(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    for (int begun = 0; begun < STREAM_IDS; begun += AT_ONCE) {
      int last = Math.min(begun + AT_ONCE, STREAM_IDS);
      for (int id = begun + 1; id <= last; id++) {
        circuit.send(RelayCommand.BEGIN_DIR, id, new byte[0]);
      }
      for (int id = begun + 1; id <= last; id++) {
        int expected = id <= DIRECTORY_STREAMS ? RelayCommand.CONNECTED : RelayCommand.END;
        assertThat(circuit.next(LinkProbe.PATIENCE))
            .isInstanceOfSatisfying(
                Message.class, m -> assertThat(m.command()).isEqualTo(expected));
      }
    }
    circuit.send(RelayCommand.BEGIN, 5, target("127.0.0.1:" + scene.servers().echoPort()));
    byte[] request = "GET /tor/nothing HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    circuit.send(RelayCommand.DATA, 5, request);
    assertThat(circuit.nextOn(5))
        .isInstanceOfSatisfying(
            Message.class,
            m -> assertThat(new String(m.data(), StandardCharsets.US_ASCII)).startsWith("HTTP/"));
    return Outcome.KEPT;
  }

  private static byte[] target(String hostAndPort) {
    return new ByteWriter()
        .bytes(hostAndPort.getBytes(StandardCharsets.US_ASCII))
        .u8(0)
        .toByteArray();
  }
}
