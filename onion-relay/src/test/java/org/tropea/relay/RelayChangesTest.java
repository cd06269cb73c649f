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
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.network.Authority;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.exit.ExitSettings;

/** Name, contact and exit policy change while the relay runs, and its descriptor with them. */
class RelayChangesTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int PATIENCE_SECONDS = 30;

  private final BlockingQueue<String> posted = new LinkedBlockingQueue<>();
  private final ServerSocket authority = new ServerSocket(0, 50, LOOPBACK);

  @TempDir private Path folder;

  RelayChangesTest() throws IOException {
    Thread thread = new Thread(this::serve, "authority");
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void stop() throws IOException {
    authority.close();
  }

  @Test
  void changes_arePublished() throws Exception {
    Settings settings =
        Settings.builder("relay", folder, new InetSocketAddress(LOOPBACK, 0))
            .contact("somebody")
            .network(List.of(line()))
            .privateAddresses(true)
            .build();
    try (OnionRelay relay = OnionRelay.start(settings, Machine.best())) {
      awaitDescriptor("contact somebody");
      relay.change(new Settings.Changes("relay", "somebody else", ExitSettings.NONE));
      awaitDescriptor("contact somebody else");
      relay.change(new Settings.Changes("relay", null, ExitSettings.NONE));
      awaitDescriptor(null);
      relay.change(new Settings.Changes("renamed", null, ExitSettings.of(onlyWeb())));
      awaitDescriptor("accept *:80");
      relay.change(new Settings.Changes("renamed", "somebody", ExitSettings.NONE));
      assertThat(awaitDescriptor("contact somebody"))
          .startsWith("router renamed ")
          .contains("\nreject *:*\n")
          .doesNotContain("accept");
    }
  }

  private static ExitPolicy onlyWeb() throws Exception {
    return ExitPolicy.read(List.of("accept *:80", "reject *:*"));
  }

  /** One with this line, or with none that is a contact. */
  private String awaitDescriptor(@Nullable String line) throws InterruptedException {
    String text = posted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    while (text != null
        && text.lines().noneMatch(each -> each.equals(line))
        && (line != null || text.lines().anyMatch(each -> each.startsWith("contact ")))) {
      text = posted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    assertThat(text).as("a descriptor with '%s'", line).isNotNull();
    return String.valueOf(text);
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
