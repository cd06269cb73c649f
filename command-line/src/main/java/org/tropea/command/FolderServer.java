package org.tropea.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The files of a folder over HTTP, on loopback: what is in it and does not begin with a dot, a
 * folder by its {@code index.html}. Links that lead out of it are not followed.
 */
final class FolderServer implements AutoCloseable {
  private static final String INDEX = "index.html";
  private static final int THREADS = 4;

  private final Path root;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private FolderServer(Path root, HttpServer server) {
    this.root = root;
    this.server = server;
  }

  /** Starts it on a free port. */
  static FolderServer start(Path folder) throws IOException, CannotStart {
    if (!Files.isDirectory(folder)) {
      throw new CannotStart("--onion needs a folder that is there");
    }
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FolderServer files = new FolderServer(folder.toRealPath(), server);
    server.createContext("/", files::answer);
    server.setExecutor(files.threads);
    server.start();
    return files;
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      boolean head = method.equals("HEAD");
      if (!head && !method.equals("GET")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      Optional<Path> file = find(exchange.getRequestURI().getPath());
      if (file.isEmpty()) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      String type = URLConnection.guessContentTypeFromName(file.get().getFileName().toString());
      exchange
          .getResponseHeaders()
          .set("Content-Type", type == null ? "application/octet-stream" : type);
      long length = Files.size(file.get());
      // To this server 0 would mean a body of unknown length, and -1 means none.
      exchange.sendResponseHeaders(200, head || length == 0 ? -1 : length);
      if (!head && length > 0) {
        Files.copy(file.get(), exchange.getResponseBody());
      }
    }
  }

  /** The file that is asked for; empty where there is none for others to see. */
  private Optional<Path> find(String path) throws IOException {
    Path file = root;
    try {
      for (String name : path.split("/", -1)) {
        if (name.startsWith(".") || name.contains("\\")) {
          return Optional.empty();
        }
        file = name.isEmpty() ? file : file.resolve(name);
      }
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    Path found = Files.isDirectory(file) ? file.resolve(INDEX) : file;
    return Files.isRegularFile(found) && found.toRealPath().startsWith(root)
        ? Optional.of(found)
        : Optional.empty();
  }
}
