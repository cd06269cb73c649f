package org.tropea.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.tropea.integration.probe.DelayedLink;

/**
 * How fast one long download comes to our client from an exit of C tor by two legs of different
 * delay, beside the faster leg alone. Both guards are C tor's, at the end of a line of their own.
 */
final class ConfluxRow {
  private static final long BYTES = 200_000_000;
  private static final int BYTES_PER_SECOND = 10_000_000;
  private static final Duration FIRST_DELAY = Duration.ofMillis(10);
  private static final Duration SECOND_DELAY = Duration.ofMillis(25);

  private final Scene scene;
  private int number;
  private final Row row =
      Row.more(
          "our client, 200 MB by two legs of 10 MB/s, 10 and 25 ms away (left), beside the first"
              + " leg alone (right)",
          "MB/s",
          "1.6");

  ConfluxRow(Scene scene) {
    this.scene = scene;
  }

  Row row() {
    return row;
  }

  /** One pair, which takes half a minute: the lines set the pace. Every byte is looked at. */
  void measure() throws Exception {
    Node exit = scene.theirs.get(2);
    List<Node> middles = List.of(scene.ours.get(0), scene.ours.get(1));
    try (DelayedLink near = line(scene.theirs.get(0), FIRST_DELAY);
        DelayedLink far = line(scene.theirs.get(1), SECOND_DELAY)) {
      Node first = behind(near, scene.theirs.get(0));
      Node second = behind(far, scene.theirs.get(1));
      List<Node> all = List.of(first, second, middles.get(0), middles.get(1), exit);
      try (OurClient client =
          new OurClient(scene.folder("conflux" + number++), "", all, middles.get(0).pid())) {
        List<Node> one = List.of(first, middles.get(0), exit);
        List<Node> other = List.of(second, middles.get(1), exit);
        String name = Agreement.CGO.circuit("bulk");
        double single = seconds(client.open(one, name, scene.traffic.port()));
        client.drop();
        double both = seconds(client.openSet(List.of(one, other), name, scene.traffic.port()));
        row.pair(BYTES / Carrier.MEGABYTE / both, BYTES / Carrier.MEGABYTE / single);
        System.err.printf(
            "  %d and %d bytes came by the two lines%n", near.carried(), far.carried());
      }
    }
  }

  private static DelayedLink line(Node relay, Duration delay) throws IOException {
    return new DelayedLink(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.orPort()),
        delay,
        BYTES_PER_SECOND);
  }

  private static Node behind(DelayedLink line, Node relay) {
    return new Node(
        relay.name(),
        relay.rsa(),
        relay.ed25519(),
        relay.ntorKey(),
        line.address().getPort(),
        relay.pid());
  }

  private double seconds(Socket socket) throws IOException {
    long started = System.nanoTime();
    scene.traffic.fetch(socket, BYTES);
    return (System.nanoTime() - started) / 1e9;
  }
}
