package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tropea.network.LocalNetwork;
import org.tropea.network.NodeKind;
import org.tropea.network.junit.LocalNetworkExtension;

/**
 * Our client and our exit, and readers that pause for longer than any of them once waited, while
 * the sender is done already. How much is on its way then depends on the kernel's buffers, so there
 * are conversations of many lengths; all of them pause at once.
 */
class PausingReaderTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofSeconds(20);
  private static final int LENGTHS = 14;
  private static final int STEP = 250_000;
  private static final int SMALL_BUFFER = 16 * 1024;

  @RegisterExtension
  static final LocalNetworkExtension extension =
      new LocalNetworkExtension(
          LocalNetwork.builder().authorities(3).relays(1).exits(1).clients(1));

  private static final ExecutorService conversations = Executors.newCachedThreadPool();

  @AfterAll
  static void stop() {
    conversations.shutdownNow();
  }

  @Test
  void readersThatPause_getAll_inBothDirections() throws Exception {
    int socksPort = extension.network().nodes(NodeKind.CLIENT).get(0).ports().socks();
    List<Long> lengths = new ArrayList<>();
    List<Future<String>> all = new ArrayList<>();
    for (int i = 1; i <= LENGTHS; i++) {
      long length = (long) i * STEP;
      lengths.add(length);
      all.add(conversations.submit(() -> download(socksPort, length)));
      lengths.add(length);
      all.add(conversations.submit(() -> upload(socksPort, length)));
    }
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
          .as("%d bytes, %s", lengths.get(i), i % 2 == 0 ? "down" : "up")
          .isEqualTo(FileServer.sha256(lengths.get(i)));
    }
  }

  /** A server sends and closes; the program behind our client reads it after a pause. */
  private static String download(int socksPort, long length) throws Exception {
    try (ServerSocket server = listen()) {
      Future<Void> sent = conversations.submit(() -> write(server.accept(), length));
      try (Socket program = new Socket()) {
        program.setReceiveBufferSize(SMALL_BUFFER);
        connect(program, socksPort, server.getLocalPort());
        String read = readAfterPause(program.getInputStream());
        sent.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return read;
      }
    }
  }

  /** A program sends and closes; the server behind our exit reads it after a pause. */
  private static String upload(int socksPort, long length) throws Exception {
    try (ServerSocket server = listen();
        Socket program = new Socket()) {
      Callable<String> reading =
          () -> {
            try (Socket accepted = server.accept()) {
              return readAfterPause(accepted.getInputStream());
            }
          };
      Future<String> read = conversations.submit(reading);
      connect(program, socksPort, server.getLocalPort());
      write(program, length);
      return read.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static ServerSocket listen() throws IOException {
    ServerSocket server = new ServerSocket();
    server.setReceiveBufferSize(SMALL_BUFFER);
    server.setSoTimeout((int) PATIENCE.toMillis());
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return server;
  }

  private static void connect(Socket program, int socksPort, int port) throws IOException {
    program.setSoTimeout((int) PATIENCE.toMillis());
    program.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), socksPort));
    SocksFetch.connect(program, "127.0.0.1", port);
  }

  private static Void write(Socket socket, long length) throws IOException {
    try (socket) {
      FileServer.write(length, socket.getOutputStream());
    }
    return null;
  }

  /** The pause is not there to wait for anything: it is what a slow reader does. */
  private static String readAfterPause(InputStream in) throws IOException {
    MessageDigest digest = FileServer.newSha256();
    DigestInputStream counted = new DigestInputStream(in, digest);
    int first = counted.read();
    assertThat(first).isNotEqualTo(-1);
    long until = System.nanoTime() + PAUSE.toNanos();
    for (long left = PAUSE.toNanos(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    byte[] block = new byte[SMALL_BUFFER];
    int count = counted.read(block);
    while (count >= 0) {
      count = counted.read(block);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
