package org.tropea.integration;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of 127.0.0.1 and of ::1 on which nobody listens just now. They lie below the range from
 * which the kernel chooses, so that they stay free until their process starts. JVMs of tests that
 * run side by side draw different ones. Those of another checkout most likely do, too.
 */
public final class LoopbackPorts {
  private static final int FIRST = 10_000;
  private static final int LAST = 32_000;
  private static final int FORKS = 8;
  private static final int CHECKOUTS = 8;
  private static final int SHARES = FORKS * CHECKOUTS;
  private static final int SLOTS = (LAST - FIRST) / SHARES;

  // A port that was handed out comes again only when all others have been: its process may have
  // yet to listen.
  private static final AtomicInteger next =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(SLOTS));

  private LoopbackPorts() {}

  /** {@code count} different ports; all are held until the last is chosen. */
  public static List<Integer> free(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      while (ports.size() < count) {
        ports.add(hold(held));
      }
      return ports;
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  private static int hold(List<ServerSocket> held) throws IOException {
    int checkout = Math.floorMod(TropeaProcess.root().hashCode(), CHECKOUTS);
    int share = FORKS * checkout + Integer.getInteger("tropea.fork", 0) % FORKS;
    for (int i = 0; i < SLOTS; i++) {
      int port = FIRST + Math.floorMod(next.getAndIncrement(), SLOTS) * SHARES + share;
      try {
        held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        held.add(new ServerSocket(port, 1, CtorRelay.ipv6Loopback()));
        return port;
      } catch (BindException e) {
        // Somebody listens there; the next is another.
      }
    }
    throw new IOException("no free port of loopback from " + FIRST + " to " + LAST);
  }
}
