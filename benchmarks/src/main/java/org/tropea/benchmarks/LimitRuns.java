package org.tropea.benchmarks;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** Measures one line or two of the limits each, on relays without a network. */
final class LimitRuns {
  private static final int LINKS = 4000;
  private static final int CIRCUITS = 50_000;
  private static final int BURST = 30_000;
  private static final int STREAMS = 8000;
  private static final int SOCKS = 2000;
  private static final int SOCKS_AT_ONCE = 100;
  private static final int ECHOES = 400;
  private static final int WARM_UP = 5000;
  private static final Duration HELD = Duration.ofMinutes(10);
  private static final long PAUSE_NANOS = 5_000_000;
  private static final double KILO = 1000;

  private final Path folder;
  private final Traffic traffic;
  private int number;

  LimitRuns(Path folder, Traffic traffic) {
    this.folder = folder;
    this.traffic = traffic;
  }

  /** All of a heap touched at the start: then what grows is live objects or native memory. */
  private static String heap(int megabytes) {
    return "-Xms" + megabytes + "m -Xmx" + megabytes + "m -XX:+AlwaysPreTouch";
  }

  private TropeaNode relay(String options) throws Exception {
    return TropeaNode.relay(
        folder.resolve("relay" + number++),
        options,
        List.of(TropeaNode.NOBODY),
        "PublishServerDescriptor 0");
  }

  private OurClient client(String options, Node... nodes) throws IOException {
    return new OurClient(
        folder.resolve("client" + number++), options, List.of(nodes), nodes[0].pid());
  }

  List<Limit> links() throws Exception {
    try (TropeaNode tropea = relay(heap(512));
        OurClient client = client("", tropea.node())) {
      Node relay = tropea.node();
      client.command("links 200 " + relay.name());
      long before = ProcessFigures.neededBytes(relay.pid());
      client.command("links " + LINKS + " " + relay.name());
      double grown = ProcessFigures.neededBytes(relay.pid()) - before;
      client.command("check");
      return List.of(
          Limit.atLeast("idle links held by one relay with -Xmx512m", LINKS, "links", LINKS),
          Limit.atMost("memory of each of them", grown / KILO / LINKS, "kB", 16.7));
    }
  }

  /**
   * A link without circuits is closed after some four minutes, by C tor and by us; one that has a
   * circuit stays, however idle. Fails when a single one is lost.
   */
  List<Limit> held() throws Exception {
    try (TropeaNode tropea = relay(heap(512));
        OurClient client = client("", tropea.node())) {
      client.command("carried " + LINKS + " " + tropea.node().name());
      Thread.sleep(HELD.toMillis());
      client.command("check");
      return List.of(
          Limit.atLeast(
              "links with an idle circuit each, held for 10 minutes with -Xmx512m",
              LINKS,
              "links",
              LINKS));
    }
  }

  List<Limit> circuits() throws Exception {
    try (TropeaNode tropea = relay(heap(512));
        OurClient client = client("", tropea.node())) {
      Node relay = tropea.node();
      client.command("circuits " + WARM_UP + " " + relay.name());
      long before = ProcessFigures.neededBytes(relay.pid());
      double seconds = client.command("circuits " + CIRCUITS + " " + relay.name());
      double grown = ProcessFigures.neededBytes(relay.pid()) - before;
      client.command("check");
      client.command("fast " + WARM_UP + " " + relay.name());
      double fast = client.command("fast " + BURST + " " + relay.name());
      return List.of(
          Limit.atMost("memory of each of 50,000 idle circuits", grown / KILO / CIRCUITS, "kB", 3),
          Limit.atLeast("CREATE2 (ntor) answered", CIRCUITS / seconds, "per second", 5000),
          Limit.atLeast("CREATE_FAST answered", BURST / fast, "per second", 10_000));
    }
  }

  List<Limit> exitStreams() throws Exception {
    try (HeldSockets world = new HeldSockets();
        TropeaNode first = relay("");
        TropeaNode tropea = relay(heap(256));
        OurClient client = client("", first.node(), tropea.node())) {
      Node exit = tropea.node();
      String path = " " + Client.names(List.of(first.node(), exit)) + " " + world.port();
      client.command("streams 2000" + path);
      long before = ProcessFigures.neededBytes(exit.pid());
      double seconds = client.command("streams " + STREAMS + path);
      double grown = ProcessFigures.neededBytes(exit.pid()) - before;
      client.command("check");
      return List.of(
          Limit.atMost("8,000 exit streams on one circuit opened", seconds, "s", 5),
          Limit.atMost("memory of each of them at the exit", grown / KILO / STREAMS, "kB", 4));
    }
  }

  List<Limit> socksStreams() throws Exception {
    try (HeldSockets world = new HeldSockets();
        TropeaNode first = relay("");
        TropeaNode exit = relay("");
        OurClient client = client(heap(256), first.node(), exit.node())) {
      List<Node> path = List.of(first.node(), exit.node());
      List<Socket> open = socks(client, path, world.port(), 200);
      long before = ProcessFigures.neededBytes(client.pid());
      long started = System.nanoTime();
      List<Socket> more = socks(client, path, world.port(), SOCKS);
      double seconds = (System.nanoTime() - started) / 1e9;
      double grown = ProcessFigures.neededBytes(client.pid()) - before;
      open.addAll(more);
      for (Socket socket : open) {
        socket.close();
      }
      return List.of(
          Limit.atMost("2,000 SOCKS streams of one client opened", seconds, "s", 8),
          Limit.atMost("memory of each of them", grown / KILO / SOCKS, "kB", 20));
    }
  }

  /** So many streams; fails with the first that fails. */
  private List<Socket> socks(OurClient client, List<Node> path, int port, int count)
      throws Exception {
    Semaphore free = new Semaphore(SOCKS_AT_ONCE);
    List<Future<Socket>> asked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      free.acquire();
      asked.add(
          traffic.submit(
              () -> {
                try {
                  return client.open(path, "socks", port);
                } finally {
                  free.release();
                }
              }));
    }
    List<Socket> open = new ArrayList<>();
    for (Future<Socket> one : asked) {
      open.add(one.get());
    }
    return open;
  }

  List<Limit> tail() throws Exception {
    try (TropeaNode relay = relay("");
        TropeaNode exit = relay("");
        OurClient quiet = client("", relay.node(), exit.node());
        OurClient busy = client("", relay.node())) {
      List<Node> path = List.of(relay.node(), exit.node());
      String name = relay.node().name();
      busy.command("circuits " + WARM_UP + " " + name);
      Socket echo = quiet.open(path, "echo", traffic.port());
      traffic.beginEcho(echo);
      echoes(echo);
      double idle = echoes(echo);
      Future<Double> built = traffic.submit(() -> busy.command("circuits " + BURST + " " + name));
      double loaded = echoes(echo);
      if (built.isDone()) {
        throw new IOException("the circuits were built before the echoes were over");
      }
      double rate = BURST / built.get();
      echo.close();
      return List.of(
          Limit.atMost(
              "p99 of an echo while circuits are built, more than without",
              loaded - idle,
              "ms",
              50),
          Limit.atLeast("circuits built meanwhile", rate, "per second", 5000));
    }
  }

  /** The 99th percentile in milliseconds. */
  private double echoes(Socket echo) throws IOException {
    long[] times = new long[ECHOES];
    for (int i = 0; i < ECHOES; i++) {
      times[i] = traffic.echo(echo);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    Arrays.sort(times);
    return times[ECHOES * 99 / 100] / 1e6;
  }
}
