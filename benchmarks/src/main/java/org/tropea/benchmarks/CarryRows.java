package org.tropea.benchmarks;

import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

/** What bytes cost: per relay and client, and how fast they come. */
final class CarryRows {
  private static final double MEGABYTE = 1e6;
  private static final String[] ROLES = {"guard", "middle", "exit"};
  private static final int MIDDLE = 1;
  private static final String PER_CPU = "MB per CPU second";

  private final Scene scene;
  private final long bytes;
  private final Map<String, Row> rows = new HashMap<>();
  private final List<Row> table = new ArrayList<>();

  /** What one download took. */
  private record Cost(double seconds, List<Double> relays, double client) {}

  /** Rows of downloads of {@code bytes} each, more where nothing of C tor slows them. */
  CarryRows(Scene scene, long bytes) {
    this.scene = scene;
    this.bytes = bytes;
    for (String rest : new String[] {"C tor", "ours"}) {
      add("middle, rest " + rest, PER_CPU, "2");
      add("guard, rest " + rest, PER_CPU, "1.5");
      add("exit, rest " + rest, PER_CPU, "1.5");
      add("client, rest " + rest, PER_CPU, "1.5");
    }
    add("one stream, three hops, all ours or all C tor", "MB/s", "2");
    add("eight streams, three hops, all ours or all C tor", "MB/s", "");
  }

  private void add(String name, String unit, String target) {
    Row row = Row.more(name, unit, target);
    rows.put(name, row);
    table.add(row);
  }

  List<Row> rows() {
    return table;
  }

  /** Makes the JVMs compile what they will run. */
  void warmUp() throws Exception {
    for (int i = 0; i < 6; i++) {
      carry(scene.ourClient(), "ooo", i % 2 == 0 ? 1 : 8, 4 * bytes);
    }
    carry(scene.ctorClient(), "ooo", 1, 2 * bytes);
    // Beside C tor's relays cells come a few at a time, by other branches than when all are ours:
    // the JIT is at work on them for a minute.
    for (int i = 0; i < 2; i++) {
      carry(scene.ourClient(), "ccc", 1, bytes);
      carry(scene.ctorClient(), "occ", 1, 2 * bytes);
      carry(scene.ctorClient(), "coc", 1, 2 * bytes);
      carry(scene.ctorClient(), "cco", 1, bytes);
    }
  }

  /** The same downloads again and again, for profiles: all ours, then each role beside C tor. */
  void repeat(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      carry(scene.ourClient(), "ooo", 1, 4 * bytes);
      carry(scene.ourClient(), "ccc", 1, bytes);
      for (String path : new String[] {"occ", "coc", "cco"}) {
        carry(scene.ctorClient(), path, 1, bytes);
      }
    }
  }

  /** One pair of each row, ours and C tor's in turn. */
  void measure() throws Exception {
    Cost allCtor = carry(scene.ctorClient(), "ccc", 1, bytes);
    for (int hop = 0; hop < ROLES.length; hop++) {
      String kinds = "c".repeat(hop) + "o" + "c".repeat(2 - hop);
      // A middle takes half the processor time of the others, and that is counted by 10 ms.
      Cost cost = carry(scene.ctorClient(), kinds, 1, hop == MIDDLE ? 2 * bytes : bytes);
      row(ROLES[hop] + ", rest C tor").pair(cost.relays().get(hop), allCtor.relays().get(hop));
    }
    Cost ourClient = carry(scene.ourClient(), "ccc", 1, bytes);
    row("client, rest C tor").pair(ourClient.client(), allCtor.client());

    Cost allOurs = carry(scene.ourClient(), "ooo", 1, 4 * bytes);
    for (int hop = 0; hop < ROLES.length; hop++) {
      String kinds = "o".repeat(hop) + "c" + "o".repeat(2 - hop);
      Cost cost = carry(scene.ourClient(), kinds, 1, 2 * bytes);
      row(ROLES[hop] + ", rest ours").pair(allOurs.relays().get(hop), cost.relays().get(hop));
    }
    Cost ctorClient = carry(scene.ctorClient(), "ooo", 1, 2 * bytes);
    row("client, rest ours").pair(allOurs.client(), ctorClient.client());

    row("one stream, three hops, all ours or all C tor")
        .pair(4 * bytes / MEGABYTE / allOurs.seconds(), bytes / MEGABYTE / allCtor.seconds());
    Cost eightOurs = carry(scene.ourClient(), "ooo", 8, 4 * bytes);
    Cost eightCtor = carry(scene.ctorClient(), "ccc", 8, bytes);
    row("eight streams, three hops, all ours or all C tor")
        .pair(4 * bytes / MEGABYTE / eightOurs.seconds(), bytes / MEGABYTE / eightCtor.seconds());
  }

  private Row row(String name) {
    Row row = rows.get(name);
    if (row == null) {
      throw new IllegalArgumentException(name);
    }
    return row;
  }

  /** Carries {@code total} bytes over so many streams of one circuit; MB per CPU second of each. */
  private Cost carry(Client client, String kinds, int streams, long total) throws Exception {
    List<Node> path = scene.path(kinds);
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      sockets.add(client.open(path, "bulk", scene.traffic.port()));
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
    System.err.printf("  %s %dx: %.1f MB/s %s%n", kinds, streams, megabytes / seconds, cost);
    return cost;
  }
}
