package org.tropea.benchmarks;

import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** Carries downloads over three hops, and says what each process spent on them. */
record Carrier(Scene scene, Agreement agreement) {
  static final String PER_CPU = "MB per CPU second";
  static final double MEGABYTE = 1e6;
  static final List<String> ROLES = List.of("guard", "middle", "exit");
  static final int MIDDLE = 1;

  /** MB per CPU second of a download, and the seconds that it took. */
  record Cost(double seconds, List<Double> relays, double client) {}

  /** The kinds of a path ({@link Scene#path}) of {@code rest} with {@code one} at a hop. */
  static String kinds(char rest, int hop, char one) {
    StringBuilder kinds = new StringBuilder(String.valueOf(rest).repeat(ROLES.size()));
    kinds.setCharAt(hop, one);
    return kinds.toString();
  }

  /** Carries {@code total} bytes over so many streams of one circuit. */
  Cost carry(Client client, String kinds, int streams, long total) throws Exception {
    List<Node> path = scene.path(kinds);
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      sockets.add(client.open(path, agreement.circuit("bulk"), scene.traffic.port()));
    }
    List<Double> before = new ArrayList<>();
    for (Node node : path) {
      before.add(ProcessFigures.cpuSeconds(node.pid()));
    }
    double clientBefore = ProcessFigures.cpuSeconds(client.pid());
    long started = System.nanoTime();
    List<Future<Void>> fetches = new ArrayList<>();
    for (Socket socket : sockets) {
      fetches.add(scene.traffic.fetching(socket, total / streams));
    }
    for (Future<Void> fetch : fetches) {
      fetch.get();
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    double megabytes = total / MEGABYTE;
    List<Double> relays = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      double used = ProcessFigures.cpuSeconds(path.get(i).pid()) - before.get(i);
      relays.add(megabytes / Math.max(0.01, used));
    }
    double used = ProcessFigures.cpuSeconds(client.pid()) - clientBefore;
    client.drop();
    Cost cost = new Cost(seconds, relays, megabytes / Math.max(0.01, used));
    System.err.printf(
        "  %s %s %dx: %.1f MB/s %s%n", agreement, kinds, streams, megabytes / seconds, cost);
    return cost;
  }
}
