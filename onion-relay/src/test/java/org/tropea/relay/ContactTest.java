package org.tropea.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.network.Authority;
import org.tropea.protocol.channel.Machine;

/** A new contact goes out in a new descriptor while the relay runs. */
class ContactTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int PATIENCE_SECONDS = 30;

  private final BlockingQueue<String> posted = new LinkedBlockingQueue<>();
  private final ServerSocket authority = new ServerSocket(0, 50, LOOPBACK);

  @TempDir private Path folder;

  ContactTest() throws IOException {
    Thread thread = new Thread(this::serve, "authority");
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void stop() throws IOException {
    authority.close();
  }

  @Test
  void contact_changed_isPublished() throws Exception {
    Settings settings =
        Settings.builder("relay", folder, new InetSocketAddress(LOOPBACK, 0))
            .contact("somebody")
            .network(List.of(line()))
            .privateAddresses(true)
            .build();
    try (OnionRelay relay = OnionRelay.start(settings, Machine.best())) {
      awaitDescriptor("contact somebody");
      relay.contact("somebody else");
      awaitDescriptor("contact somebody else");
      relay.contact(null);
      awaitDescriptor(null);
    }
  }

  /** One with this line, or with none that is a contact. */
  private void awaitDescriptor(@Nullable String line) throws InterruptedException {
    String text = posted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    while (text != null
        && text.lines().noneMatch(each -> each.equals(line))
        && (line != null || text.lines().anyMatch(each -> each.startsWith("contact ")))) {
      text = posted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    assertThat(text).as("a descriptor with '%s'", line).isNotNull();
  }

  private Authority line() throws Exception {
    return Authority.read(
        "a orport=1 v3ident=%s 127.0.0.1:%d %s"
            .formatted("A".repeat(40), authority.getLocalPort(), "B".repeat(40)));
  }

  /** Takes every post, and has nothing. */
  private void serve() {
    while (!authority.isClosed()) {
      try (Socket connection = authority.accept();
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
}
