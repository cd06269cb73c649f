package org.tropea.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A page on loopback for an exit to fetch, different in each process. */
final class PageServer implements AutoCloseable {
  private static final int MARK_LENGTH = 16;

  private final HttpServer server;
  private final byte[] page;

  private PageServer(HttpServer server, byte[] page) {
    this.server = server;
    this.page = page;
  }

  /** Starts it on a free port. */
  static PageServer start(SecureRandom random) throws IOException {
    byte[] mark = new byte[MARK_LENGTH];
    random.nextBytes(mark);
    String text =
        "You came here through three relays of your own Tor network.\n"
            + HexFormat.of().formatHex(mark)
            + "\n";
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    PageServer pages = new PageServer(server, text.getBytes(StandardCharsets.US_ASCII));
    server.createContext("/", pages::answer);
    server.start();
    return pages;
  }

  /** Where the page is. */
  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** What the page is. */
  byte[] page() {
    return page.clone();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=us-ascii");
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
    }
  }
}
