package org.tropea.benchmarks;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.tropea.integration.CtorRelay;

/** Rows of relays without a network: memory, and what a second event loop costs. */
final class LoneRelays {
  private static final int LINKS = 2000;
  private static final int CIRCUITS = 10_000;
  private static final int STREAMS = 1000;
  private static final double KILO = 1000;
  private static final int CLIENTS = 4;
  private static final int LOOP_WARM_UPS = 3;

  /**
   * A heap of one size, all of it touched: then what grows is live objects or native memory. The
   * objects are counted from outside.
   */
  private static final String FIXED_HEAP =
      "-Xms256m -Xmx256m -XX:+AlwaysPreTouch -XX:-DisableAttachMechanism";

  private final Path folder;
  private final Traffic traffic;
  private final AtomicInteger number = new AtomicInteger();
  private final Row link = Row.less("memory per idle link", "kB", "ours <= 16.7");
  private final Row circuit = Row.less("memory per idle circuit of 10,000", "kB", "ours <= 3");
  private final Row stream = Row.less("memory per open stream at the exit", "kB", "");
  private final Row loops =
      Row.more(
          "2 event loops (left) beside 1 (right), both ours: twice the bytes per CPU second, or"
              + " once",
          "MB/s",
          "1.6");

  LoneRelays(Path folder, Traffic traffic) {
    this.folder = folder;
    this.traffic = traffic;
  }

  List<Row> memoryRows() {
    return List.of(link, circuit, stream);
  }

  Row loopsRow() {
    return loops;
  }

  private TropeaNode relay(String name, String options, String... more) throws Exception {
    return TropeaNode.relay(
        folder.resolve(name + number.getAndIncrement()), options, List.of(TropeaNode.NOBODY), more);
  }

  /** One pair, each on a process of its own, side by side: no figure of it is a time. */
  void measureMemory() throws Exception {
    Future<double[]> their = traffic.submit(this::theirMemory);
    double[] ours = ourMemory();
    double[] theirs = their.get();
    link.pair(ours[0], theirs[0]);
    circuit.pair(ours[1], theirs[1]);
    stream.pair(ours[2], theirs[2]);
  }

  private double[] ourMemory() throws Exception {
    try (TropeaNode tropea =
        relay("ours", FIXED_HEAP, "PublishServerDescriptor 0", "AssumeReachable 1")) {
      return memory(tropea.node());
    }
  }

  private double[] theirMemory() throws Exception {
    Path data = Files.createDirectories(folder.resolve("ctor" + number.getAndIncrement()));
    try (CtorRelay ctor = CtorRelay.start(Scene.PROGRAMS, data)) {
      return memory(Node.read("ctor", ctor.data(), ctor.address().getPort(), ctor.pid()));
    }
  }

  /** Kilobytes per link, circuit and stream. */
  private double[] memory(Node relay) throws Exception {
    try (TropeaNode helper = relay("helper", "", "PublishServerDescriptor 0")) {
      Node first = helper.node();
      OurClient client =
          new OurClient(
              folder.resolve("client" + number.getAndIncrement()),
              "",
              List.of(relay, first),
              first.pid());
      try (client) {
        // The first of each make what all share, and the JIT compile what they run.
        client.command("circuits 1000 " + relay.name());
        client.command("links 1000 " + relay.name());
        String path = first.name() + "," + relay.name() + " " + traffic.port();
        client.command("streams 100 " + path);
        double[] figures = new double[3];
        figures[0] = growth(relay, client, "links " + LINKS + " " + relay.name(), LINKS);
        figures[1] = growth(relay, client, "circuits " + CIRCUITS + " " + relay.name(), CIRCUITS);
        figures[2] = growth(relay, client, "streams " + STREAMS + " " + path, STREAMS);
        return figures;
      }
    }
  }

  private static double growth(Node relay, OurClient client, String command, int count)
      throws Exception {
    long before = ProcessFigures.neededBytes(relay.pid());
    client.command(command);
    return (ProcessFigures.neededBytes(relay.pid()) - before) / KILO / count;
  }

  /** One pair: a relay of two loops and one of one, each between the same clients and exit. */
  void measureLoops(long bytes) throws Exception {
    try (TropeaNode exit = relay("exit", "", "PublishServerDescriptor 0");
        TropeaNode two = relay("loops", "", "PublishServerDescriptor 0", "NumCPUs 2");
        TropeaNode one = relay("loops", "", "PublishServerDescriptor 0", "NumCPUs 1")) {
      List<Node> nodes = List.of(two.node(), one.node(), exit.node());
      List<OurClient> clients = new ArrayList<>();
      try {
        for (int i = 0; i < CLIENTS; i++) {
          Path data = folder.resolve("client" + number.getAndIncrement());
          clients.add(new OurClient(data, "", nodes, exit.node().pid()));
        }
        List<Node> byTwo = List.of(two.node(), exit.node());
        List<Node> byOne = List.of(one.node(), exit.node());
        for (int i = 0; i < LOOP_WARM_UPS; i++) {
          carry(clients, byTwo, 4 * bytes);
          carry(clients, byOne, 4 * bytes);
        }
        double ofTwo = perCpuSecond(clients, byTwo, 4 * bytes);
        loops.pair(2 * ofTwo, perCpuSecond(clients, byOne, 4 * bytes));
      } finally {
        for (OurClient client : clients) {
          client.close();
        }
      }
    }
  }

  /** Of the first relay of {@code path}. */
  private double perCpuSecond(List<OurClient> clients, List<Node> path, long bytes)
      throws Exception {
    double before = ProcessFigures.cpuSeconds(path.get(0).pid());
    carry(clients, path, bytes);
    return bytes / 1e6 / (ProcessFigures.cpuSeconds(path.get(0).pid()) - before);
  }

  private void carry(List<OurClient> clients, List<Node> path, long total) throws Exception {
    List<Future<Void>> fetches = new ArrayList<>();
    for (OurClient client : clients) {
      Socket socket = client.open(path, "bulk", traffic.port());
      fetches.add(traffic.fetching(socket, total / clients.size()));
    }
    for (Future<Void> fetch : fetches) {
      fetch.get();
    }
  }
}
