package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others get of a folder that is served, and what they do not. */
class FolderServerTest {
  @TempDir Path folder;
  private Path served;
  private FolderServer server;

  @BeforeEach
  void serve() throws Exception {
    served = Files.createDirectories(folder.resolve("served"));
    Files.writeString(served.resolve("index.html"), "<p>front</p>");
    Files.writeString(served.resolve("a b.txt"), "text");
    Files.writeString(served.resolve("empty.txt"), "");
    Files.writeString(served.resolve(".hidden"), "secret");
    Files.createDirectory(served.resolve("sub"));
    Files.writeString(served.resolve("sub").resolve("page.html"), "<p>sub</p>");
    Files.writeString(folder.resolve("outside.txt"), "secret");
    Files.createSymbolicLink(served.resolve("link.txt"), folder.resolve("outside.txt"));
    server = FolderServer.start(served);
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** By a socket: Java's client would tidy up the path. */
  private String request(String method, String path) throws Exception {
    try (Socket socket = new Socket()) {
      socket.connect(server.address());
      socket.setSoTimeout(60_000);
      String text = method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answer);
      return answer.toString(StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void files_areServed() throws Exception {
    assertThat(request("GET", "/")).startsWith("HTTP/1.1 200").endsWith("<p>front</p>");
    assertThat(request("GET", "/")).containsIgnoringCase("Content-Type: text/html");
    assertThat(request("GET", "/a%20b.txt")).startsWith("HTTP/1.1 200").endsWith("\r\n\r\ntext");
    assertThat(request("GET", "/sub//page.html")).endsWith("<p>sub</p>");
    assertThat(request("GET", "/empty.txt")).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
    assertThat(request("HEAD", "/")).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/none",
        "/sub",
        "/.hidden",
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/sub/%2e%2e/%2e%2e/outside.txt",
        "/..%5coutside.txt",
        "/link.txt",
        "/a%00b"
      })
  void whatIsNotForOthers_isNotThere(String path) throws Exception {
    assertThat(request("GET", path)).startsWith("HTTP/1.1 404").doesNotContain("secret");
  }

  @Test
  void anotherMethod_isRefused() throws Exception {
    assertThat(request("POST", "/")).startsWith("HTTP/1.1 405");
  }

  @Test
  void folder_thatIsNotThere_isRefused() {
    assertThatThrownBy(() -> FolderServer.start(folder.resolve("nowhere")))
        .isInstanceOf(CannotStart.class);
  }
}
