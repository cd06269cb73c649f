package org.tropea.integration.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * A slow line before a port of loopback: all that is sent over it comes so much later, and what the
 * port sends comes at this rate at most. It holds whatever is on its way, as a router with a long
 * queue does. Closed, it is cut: what is on its way is lost.
 */
public final class DelayedLink implements AutoCloseable {
  private static final int BLOCK = 4096;

  private final ServerSocket server;
  private final InetSocketAddress target;
  private final long delayNanos;
  private final double nanosPerByte;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicLong carried = new AtomicLong();

  /** Such a line before {@code target}, until it is closed. */
  public DelayedLink(InetSocketAddress target, Duration delay, int bytesPerSecond)
      throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.delayNanos = delay.toNanos();
    this.nanosPerByte = 1e9 / bytesPerSecond;
    daemon(this::accept);
  }

  /** Where it is reached. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** How many bytes came from the target. */
  public long carried() {
    return carried.get();
  }

  /** Bytes and when they are to leave the line. */
  private record Held(byte[] bytes, long due) {}

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void accept() throws IOException {
    while (true) {
      Socket near = server.accept();
      Socket far = new Socket(target.getAddress(), target.getPort());
      sockets.add(near);
      sockets.add(far);
      if (server.isClosed()) {
        close();
        return;
      }
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      carry(near, far, 0, bytes -> {});
      carry(far, near, nanosPerByte, carried::addAndGet);
    }
  }

  private void carry(Socket from, Socket to, double nanosPerByte, LongConsumer count) {
    BlockingQueue<Held> line = new LinkedBlockingQueue<>();
    daemon(() -> read(from.getInputStream(), line, nanosPerByte, count));
    daemon(
        () -> {
          try (to) {
            write(line, to.getOutputStream());
          }
        });
  }

  private void read(
      InputStream in, BlockingQueue<Held> line, double nanosPerByte, LongConsumer counter)
      throws InterruptedException {
    byte[] block = new byte[BLOCK];
    long free = System.nanoTime();
    try {
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        free = Math.max(free, System.nanoTime()) + (long) (count * nanosPerByte);
        counter.accept(count);
        line.put(new Held(Arrays.copyOf(block, count), free + delayNanos));
      }
    } catch (IOException e) {
      // Closed, as at its end.
    }
    line.put(new Held(new byte[0], System.nanoTime() + delayNanos));
  }

  private static void write(BlockingQueue<Held> line, OutputStream out)
      throws IOException, InterruptedException {
    for (Held next = line.take(); next.bytes().length > 0; next = line.take()) {
      for (long left = next.due() - System.nanoTime();
          left > 0;
          left = next.due() - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      out.write(next.bytes());
    }
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | InterruptedException e) {
                // Closed.
              }
            },
            "delayed link");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
