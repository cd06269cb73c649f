package org.tropea.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A port that takes any number of connections and keeps them, by one thread. */
final class HeldSockets implements AutoCloseable {
  private static final int BACKLOG = 4096;

  private final ServerSocketChannel server = ServerSocketChannel.open();
  private final Queue<SocketChannel> held = new ConcurrentLinkedQueue<>();

  HeldSockets() throws IOException {
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    Thread thread = new Thread(this::accept, "held sockets");
    thread.setDaemon(true);
    thread.start();
  }

  int port() throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  private void accept() {
    try {
      while (true) {
        held.add(server.accept());
      }
    } catch (IOException e) {
      // Closed: we are done.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (SocketChannel socket : held) {
      socket.close();
    }
  }
}
