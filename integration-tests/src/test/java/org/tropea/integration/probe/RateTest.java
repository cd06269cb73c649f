package org.tropea.integration.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.channel.LinkTraffic;
import org.tropea.protocol.rate.Rate;
import org.tropea.relay.Bandwidth;

/** Row F15: two links of a relay on two loops, which could carry far more than it may. */
class RateTest {
  private static final long RATE = 1_000_000;

  /** A machine that is busy with others may carry less; it was 0.99 on one that is not. */
  private static final double LEAST = 0.8;

  private static final Duration MEASURED = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void rate_isExceededByThreePercentAtMost_overAllLinks(@TempDir Path folder) throws Exception {
    Bandwidth bandwidth =
        new Bandwidth(new Rate(1 << 30, 1 << 30), new Rate(RATE, RATE / 10), 0, 0, true, 1 << 30);
    try (TropeaNode ours = TropeaNode.limited("ours", folder, bandwidth);
        LinkProbe one = LinkProbe.connect(ours.node().address()).handshake();
        LinkProbe other = LinkProbe.connect(ours.node().address()).handshake()) {
      flood(one);
      flood(other);
      LinkTraffic burst = await(ours, new LinkTraffic(0, 0, 2 * RATE, 2 * RATE));
      long begin = System.nanoTime();
      LinkTraffic before = ours.totals().links().carried();
      await(ours, new LinkTraffic(0, 0, burst.bytesIn() + RATE * MEASURED.toSeconds(), 0));
      double seconds = (System.nanoTime() - begin) / 1e9;
      LinkTraffic carried = ours.totals().links().carried().since(before);
      System.out.printf(
          "In %.2f s read %.0f and wrote %.0f bytes a second%n",
          seconds, carried.bytesIn() / seconds, carried.bytesOut() / seconds);
      assertThat(carried.bytesIn() / seconds / RATE).isBetween(LEAST, 1.03);
      // What waits in the buffers of the two sockets counts as written.
      assertThat((carried.bytesOut() - 2.0 * (1 << 16)) / seconds / RATE).isBetween(LEAST, 1.03);
      assertThat(ours.totals().rates().reads()).as("RelayBandwidthRate is no overload").isZero();
    }
  }

  /** Asks for circuits until the link is closed: each is a cell in and a cell out. */
  private static void flood(LinkProbe link) {
    Thread thread =
        new Thread(
            () -> {
              ByteWriter cells;
              do {
                cells = new ByteWriter(1 << 16);
                for (int i = 0; i < 100; i++) {
                  cells.bytes(link.frame(link.freshId(), CellCommand.CREATE_FAST, new byte[20]));
                }
              } while (link.send(cells.toByteArray()));
            },
            "flood");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits until so many bytes have crossed. */
  private static LinkTraffic await(TropeaNode node, LinkTraffic least) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      LinkTraffic now = node.totals().links().carried();
      if (now.bytesIn() >= least.bytesIn()) {
        return now;
      }
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
