package org.tropea.benchmarks;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The far end of all streams: whoever sends a number of 8 bytes gets as many known bytes, or, for
 * 0, each kilobyte back.
 */
final class Traffic implements AutoCloseable {
  static final int ECHO = 1024;
  private static final int BLOCK = 64 * 1024;
  private static final int TIMEOUT_MILLIS = 60_000;

  private final ServerSocket server;
  private final byte[] block = new byte[2 * BLOCK];
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "traffic");
            thread.setDaemon(true);
            return thread;
          });

  Traffic() throws IOException {
    server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    byte[] known = new byte[BLOCK];
    new Random(1).nextBytes(known);
    System.arraycopy(known, 0, block, 0, BLOCK);
    System.arraycopy(known, 0, block, BLOCK, BLOCK);
    threads.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      long wanted = in.readLong();
      if (wanted == 0) {
        byte[] echo = new byte[ECHO];
        while (true) {
          in.readFully(echo);
          out.write(echo);
        }
      }
      for (long left = wanted; left > 0; left -= BLOCK) {
        out.write(block, 0, (int) Math.min(left, BLOCK));
      }
      in.read();
    } catch (IOException e) {
      // The other side has what it wanted.
    }
  }

  /** Fetches so many bytes over {@code socket} and checks each; closes it. */
  void fetch(Socket socket, long bytes) throws IOException {
    try (socket) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(ByteBuffer.allocate(8).putLong(bytes).array());
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[BLOCK];
      for (long done = 0; done < bytes; ) {
        int count = in.read(buffer);
        if (count < 0) {
          throw new EOFException("the stream ended after " + done + " of " + bytes + " bytes");
        }
        int from = (int) (done % BLOCK);
        if (!Arrays.equals(buffer, 0, count, block, from, from + count)) {
          throw new IOException("a wrong byte came after " + done);
        }
        done += count;
      }
    }
  }

  /** The same beside the caller. */
  Future<Void> fetching(Socket socket, long bytes) {
    return submit(
        () -> {
          fetch(socket, bytes);
          return null;
        });
  }

  /** Makes {@code socket} an echo. */
  void beginEcho(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.getOutputStream().write(new byte[8]);
  }

  /** One kilobyte there and back; nanoseconds. */
  long echo(Socket socket) throws IOException {
    long started = System.nanoTime();
    socket.getOutputStream().write(block, 0, ECHO);
    new DataInputStream(socket.getInputStream()).readFully(new byte[ECHO]);
    return System.nanoTime() - started;
  }

  /** Runs a task beside the caller; what it throws comes out of the future. */
  <T> Future<T> submit(Callable<T> task) {
    return threads.submit(task);
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
