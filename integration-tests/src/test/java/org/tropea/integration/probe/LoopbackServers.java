package org.tropea.integration.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * What streams are led to: a server that echoes, one that never stops sending, one that is mute,
 * two that hang up, one of them by a reset.
 */
final class LoopbackServers implements AutoCloseable {
  private static final int BUFFER = 16_384;
  private static final Duration HELD_UP = Duration.ofMillis(500);
  private static final Duration FLOOD_PATIENCE = Duration.ofSeconds(30);

  private final ServerSocket echo = listen();
  private final ServerSocket flood = listen();
  private final ServerSocket mute = listen();
  private final ServerSocket closing = listen();
  private final ServerSocket resetting = listen();
  private final LongAdder flooded = new LongAdder();
  private final Queue<Socket> muted = new ConcurrentLinkedQueue<>();

  LoopbackServers() throws IOException {
    serve(echo, LoopbackServers::echo);
    serve(flood, this::flood);
    serve(closing, socket -> socket.getOutputStream().write('x'));
    serve(resetting, LoopbackServers::reset);
    daemon(
        () -> {
          while (true) {
            try {
              muted.add(mute.accept());
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  int echoPort() {
    return echo.getLocalPort();
  }

  int floodPort() {
    return flood.getLocalPort();
  }

  /**
   * Waits until nobody takes more of what the flood port sends. Only looking again and again tells
   * that.
   */
  void awaitFloodHeldUp() {
    long deadline = System.nanoTime() + FLOOD_PATIENCE.toNanos();
    long before = -1;
    while (flooded.sum() != before || before == 0) {
      before = flooded.sum();
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the flood goes on");
      }
      LockSupport.parkNanos(HELD_UP.toNanos());
    }
  }

  /** A byte is sent, and the connection is closed. */
  int closingPort() {
    return closing.getLocalPort();
  }

  /** The connection is reset after its first byte. */
  int resettingPort() {
    return resetting.getLocalPort();
  }

  /** Connections are taken; nobody ever reads or answers. */
  int mutePort() {
    return mute.getLocalPort();
  }

  /** Closes all connections to the mute port. */
  void hangUp() throws IOException {
    for (Socket socket = muted.poll(); socket != null; socket = muted.poll()) {
      socket.close();
    }
  }

  /** A port nobody listens on. */
  static int closedPort() throws IOException {
    try (ServerSocket socket = listen()) {
      return socket.getLocalPort();
    }
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
  }

  private interface Service {
    void serve(Socket socket) throws IOException;
  }

  private static void serve(ServerSocket server, Service service) {
    daemon(
        () -> {
          while (true) {
            try {
              Socket socket = server.accept();
              daemon(
                  () -> {
                    try (socket) {
                      service.serve(socket);
                    } catch (IOException e) {
                      // The relay hung up.
                    }
                  });
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "loopback server");
    thread.setDaemon(true);
    thread.start();
  }

  private static void echo(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      out.write(buffer, 0, read);
    }
  }

  private static void reset(Socket socket) throws IOException {
    if (socket.getInputStream().read() >= 0) {
      // Closing then sends RST.
      socket.setSoLinger(true, 0);
    }
  }

  private void flood(Socket socket) throws IOException {
    byte[] buffer = new byte[BUFFER];
    while (true) {
      socket.getOutputStream().write(buffer);
      flooded.add(buffer.length);
    }
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket server : List.of(echo, flood, mute, closing, resetting)) {
      server.close();
    }
  }
}
