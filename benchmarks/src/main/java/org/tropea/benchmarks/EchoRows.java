package org.tropea.benchmarks;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** How long a kilobyte takes there and back, beside a download over the same three relays. */
final class EchoRows {
  private static final long BULK = 100_000_000_000L;
  private static final int ECHOES = 300;
  private static final int FIRST = 20;
  private static final long PAUSE_NANOS = 5_000_000;
  private static final double MILLI = 1e6;

  private final Scene scene;
  private final Row median = Row.less("echo of 1 kB beside a saturating download, p50", "ms", "1");
  private final Row tail = Row.less("echo of 1 kB beside a saturating download, p99", "ms", "1");

  EchoRows(Scene scene) {
    this.scene = scene;
  }

  List<Row> rows() {
    return List.of(median, tail);
  }

  /** One pair: all ours, all C tor. */
  void measure() throws Exception {
    long[] ours = echoes(scene.ourClient(), "ooo");
    long[] theirs = echoes(scene.ctorClient(), "ccc");
    median.pair(percentile(ours, 50), percentile(theirs, 50));
    tail.pair(percentile(ours, 99), percentile(theirs, 99));
  }

  private static double percentile(long[] sorted, int percent) {
    return sorted[(sorted.length - 1) * percent / 100] / MILLI;
  }

  private long[] echoes(Client client, String kinds) throws Exception {
    List<Node> path = scene.path(kinds);
    Socket bulk = client.open(path, Agreement.CGO.circuit("bulk"), scene.traffic.port());
    Socket echo = client.open(path, Agreement.CGO.circuit("echo"), scene.traffic.port());
    Future<Void> download = scene.traffic.fetching(bulk, BULK);
    long[] times = new long[ECHOES];
    scene.traffic.beginEcho(echo);
    for (int i = -FIRST; i < ECHOES; i++) {
      long nanos = scene.traffic.echo(echo);
      if (i >= 0) {
        times[i] = nanos;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    if (download.isDone()) {
      throw new IOException("the download ended before the echoes");
    }
    bulk.close();
    echo.close();
    try {
      download.get();
    } catch (ExecutionException e) {
      // We closed it.
    }
    client.drop();
    Arrays.sort(times);
    return times;
  }
}
