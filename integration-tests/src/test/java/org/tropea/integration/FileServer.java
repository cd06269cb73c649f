package org.tropea.integration;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * An HTTP server on loopback whose path {@code /N} is a file of N bytes, always the same ones, and
 * which answers what is posted with its SHA-256. All as streams, so that a file of any size takes
 * no memory.
 */
final class FileServer implements AutoCloseable {
  private static final int BLOCK = 64 * 1024;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong sent = new AtomicLong();

  private FileServer(HttpServer server) {
    this.server = server;
  }

  /** Starts one on a free port. */
  static FileServer start() throws IOException {
    FileServer files =
        new FileServer(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    files.server.createContext("/", files::answer);
    files.server.setExecutor(files.threads);
    files.server.start();
    return files;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** How many bytes of files it has got rid of, in all answers together. */
  long sent() {
    return sent.get();
  }

  /** The SHA-256 of the file of {@code size} bytes, in lower-case hex. */
  static String sha256(long size) throws IOException {
    MessageDigest digest = newSha256();
    write(
        size,
        new OutputStream() {
          @Override
          public void write(int b) {
            digest.update((byte) b);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
          }
        },
        block -> {});
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("POST")) {
        answerPost(exchange);
        return;
      }
      long size = Long.parseLong(exchange.getRequestURI().getPath().substring(1));
      exchange.sendResponseHeaders(200, size == 0 ? -1 : size);
      write(size, exchange.getResponseBody(), sent::addAndGet);
    }
  }

  private static void answerPost(HttpExchange exchange) throws IOException {
    MessageDigest digest = newSha256();
    try (InputStream in = new DigestInputStream(exchange.getRequestBody(), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    byte[] sum = HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(200, sum.length);
    exchange.getResponseBody().write(sum);
  }

  /** Writes the file of {@code size} bytes. */
  static void write(long size, OutputStream out) throws IOException {
    write(size, out, written -> {});
  }

  private static void write(long size, OutputStream out, LongConsumer written) throws IOException {
    Random bytes = new Random(1);
    byte[] block = new byte[BLOCK];
    for (long left = size; left > 0; left -= Math.min(left, BLOCK)) {
      bytes.nextBytes(block);
      out.write(block, 0, (int) Math.min(left, BLOCK));
      written.accept(Math.min(left, BLOCK));
    }
  }
}
