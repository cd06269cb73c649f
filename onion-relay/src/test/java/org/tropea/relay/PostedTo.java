package org.tropea.relay;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.network.Authority;

/** An authority on a free loopback port that takes every descriptor, and has no document. */
final class PostedTo implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final BlockingQueue<String> posted = new LinkedBlockingQueue<>();
  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  PostedTo() throws IOException {
    Thread thread = new Thread(this::serve, "authority");
    thread.setDaemon(true);
    thread.start();
  }

  /** Its line of the configuration. */
  Authority line() throws Exception {
    return Authority.read(
        "a orport=1 v3ident=%s 127.0.0.1:%d %s"
            .formatted("A".repeat(40), socket.getLocalPort(), "B".repeat(40)));
  }

  /** The next of those posted, or null where none comes. */
  @Nullable String take() throws InterruptedException {
    return posted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept();
          InputStream in = new BufferedInputStream(connection.getInputStream())) {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          int next = in.read();
          if (next < 0) {
            throw new IOException("it ended early");
          }
          head.append((char) next);
        }
        boolean post = head.indexOf("POST ") == 0;
        if (post) {
          int length =
              head.toString()
                  .lines()
                  .filter(each -> each.startsWith("Content-Length: "))
                  .mapToInt(each -> Integer.parseInt(each.substring(16).strip()))
                  .findFirst()
                  .orElseThrow();
          posted.add(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
        }
        connection
            .getOutputStream()
            .write(
                (post ? "HTTP/1.0 200 OK\r\n\r\n" : "HTTP/1.0 404 Not found\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
