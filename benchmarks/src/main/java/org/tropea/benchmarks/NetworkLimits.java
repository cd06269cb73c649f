package org.tropea.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;

/** Lines of the limits that need a network: what a relay holds, and how a client recovers. */
final class NetworkLimits {
  private static final double MEGABINARY = 1024 * 1024;
  private static final int STOPS = 3;
  private static final int KILLS = 2;
  private static final int FOLLOWING = 20;
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private final Path folder;
  private final Traffic traffic;

  NetworkLimits(Path folder, Traffic traffic) {
    this.folder = folder;
    this.traffic = traffic;
  }

  /** What the largest of the relays holds after a page of a megabyte. */
  List<Limit> resident() throws Exception {
    try (PrivateNetwork network = new PrivateNetwork(folder.resolve("rss"));
        TropeaNode client = network.client()) {
      traffic.fetch(open(client.socksPort()), 1_000_000);
      double most = 0;
      for (TropeaNode exit : network.exits()) {
        double resident = ProcessFigures.residentBytes(exit.process().pid()) / MEGABINARY;
        System.err.printf("  %s: %.0f MB%n", exit.folder().getFileName(), resident);
        most = Math.max(most, resident);
      }
      return List.of(
          Limit.atMost(
              "resident memory of the largest relay of seven nodes, idle", most, "MB", 256));
    }
  }

  /** The worst of some exits that stand still, and of some that are killed. */
  List<Limit> recovery() throws Exception {
    try (PrivateNetwork network = new PrivateNetwork(folder.resolve("recovery"));
        TropeaNode client = network.client()) {
      int socksPort = client.socksPort();
      double first = 0;
      double following = 0;
      for (int i = 0; i < STOPS; i++) {
        try (Socket held = held(socksPort)) {
          TropeaNode exit = exitOf(network);
          exit.process().signal("STOP");
          try {
            first = Math.max(first, untilAnswered(socksPort));
            for (int j = 0; j < FOLLOWING; j++) {
              following = Math.max(following, request(socksPort));
            }
          } finally {
            exit.process().signal("CONT");
          }
          traffic.echo(held);
        }
      }
      double killed = 0;
      for (int i = 0; i < KILLS; i++) {
        killed = Math.max(killed, kill(network, socksPort));
      }
      return List.of(
          Limit.atMost("first request after its exit was stopped (net-2)", first, "s", 10),
          Limit.atMost("those that follow", following, "s", 1),
          Limit.atMost(
              "until a request is answered after its exit was killed (net-1)", killed, "s", 2));
    }
  }

  private double kill(PrivateNetwork network, int socksPort) throws Exception {
    try (Socket held = held(socksPort)) {
      TropeaNode exit = exitOf(network);
      long started = System.nanoTime();
      exit.process().kill();
      untilAnswered(socksPort);
      double seconds = (System.nanoTime() - started) / 1e9;
      System.err.printf("  killed: %.2f s%n", seconds);
      if (isOpen(held)) {
        throw new IOException("a stream outlived its exit: another was killed");
      }
      network.exits().remove(exit);
      return seconds;
    }
  }

  /** Whether a stream that has nothing to say goes on: then a read of it waits in vain. */
  private static boolean isOpen(Socket held) {
    try {
      InputStream in = held.getInputStream();
      return in.read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** A stream that is an echo and stays. */
  private Socket held(int socksPort) throws IOException {
    Socket socket = open(socksPort);
    traffic.beginEcho(socket);
    traffic.echo(socket);
    return socket;
  }

  private Socket open(int socksPort) throws IOException {
    return Client.socks(socksPort, "", "", traffic.port());
  }

  /** The exit that has a stream open, the only one that there is. */
  private TropeaNode exitOf(PrivateNetwork network) throws IOException {
    for (TropeaNode exit : network.exits()) {
      if (OpenSockets.leadTo(traffic.port(), exit.process().pid())) {
        return exit;
      }
    }
    throw new IOException("no exit has a stream to the target");
  }

  /** The seconds of one request. */
  private double request(int socksPort) throws IOException {
    long started = System.nanoTime();
    held(socksPort).close();
    return (System.nanoTime() - started) / 1e9;
  }

  /** The seconds until one request was answered, however many failed before. */
  private double untilAnswered(int socksPort) throws IOException {
    long started = System.nanoTime();
    int failed = 0;
    while (true) {
      try {
        request(socksPort);
        double seconds = (System.nanoTime() - started) / 1e9;
        System.err.printf("  answered after %.2f s, %d failed before%n", seconds, failed);
        return seconds;
      } catch (IOException e) {
        failed++;
        if (System.nanoTime() - started > PATIENCE_NANOS) {
          throw e;
        }
      }
    }
  }
}
