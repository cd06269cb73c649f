package org.tropea.integration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A port of loopback whose connections go on to another port, and which keeps how each began. For
 * any thread; it has threads of its own.
 */
final class RecordedPort implements AutoCloseable {
  private static final int KEPT = 16 * 1024;

  private final ServerSocket listener;
  private final int target;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final Queue<ByteArrayOutputStream> requests = new ConcurrentLinkedQueue<>();
  private final AtomicInteger lost = new AtomicInteger();
  private volatile boolean losesPosts;
  private final CompletableFuture<Void> used = new CompletableFuture<>();

  private RecordedPort(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /** Starts one on a free port, before a target that need not listen yet. */
  static RecordedPort before(int target) throws IOException {
    RecordedPort port =
        new RecordedPort(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
    port.threads.execute(port::accept);
    return port;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** From now on, breaks off each connection over which something is posted. */
  void losePosts() {
    losesPosts = true;
  }

  /** How many it broke off. */
  int lost() {
    return lost.get();
  }

  /** The first 16 KB of each connection over which the whole head of a request came. */
  List<String> requests() {
    return requests.stream()
        .map(each -> each.toString(StandardCharsets.ISO_8859_1))
        .filter(each -> each.contains("\r\n\r\n"))
        .toList();
  }

  /** Done once there is a request. */
  CompletableFuture<Void> used() {
    return used;
  }

  /** Waits for a request like this; more of one may still come. */
  synchronized void await(Predicate<String> like, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (requests().stream().noneMatch(like)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        List<String> lines = requests().stream().map(each -> each.split("\r", 2)[0]).toList();
        throw new AssertionError("no such request came, but " + lines);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = keep(listener.accept());
        Socket server = keep(new Socket(InetAddress.getLoopbackAddress(), target));
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        requests.add(request);
        threads.execute(() -> carry(client, server, request));
        threads.execute(() -> carry(server, client, null));
      } catch (IOException e) {
        // The target does not listen, or this port is closed.
      }
    }
  }

  private Socket keep(Socket socket) throws IOException {
    sockets.add(socket);
    if (listener.isClosed()) {
      socket.close();
    }
    return socket;
  }

  /** Carries all bytes one way, and says when they end. */
  private void carry(Socket from, Socket to, @Nullable ByteArrayOutputStream kept) {
    byte[] block = new byte[KEPT];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        if (kept != null) {
          keep(kept, block, count);
          if (losesPosts && kept.toString(StandardCharsets.ISO_8859_1).startsWith("POST ")) {
            lost.incrementAndGet();
            throw new IOException("lost");
          }
        }
        out.write(block, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One of both is gone, and with it the other's use.
      close(from);
      close(to);
    }
  }

  private synchronized void keep(ByteArrayOutputStream kept, byte[] block, int count) {
    kept.write(block, 0, Math.min(count, KEPT - kept.size()));
    notifyAll();
    if (!used.isDone() && !requests().isEmpty()) {
      used.complete(null);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    sockets.forEach(RecordedPort::close);
    threads.shutdownNow();
  }
}
