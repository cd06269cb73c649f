package org.tropea.integration;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * An HTTP client behind a SOCKS5 proxy on loopback, written on a plain socket so that it reads just
 * as fast as it is told to. The host goes to the proxy as a name, also where it is an address.
 *
 * @param silence how long the proxy may send nothing before the fetch fails
 */
record SocksFetch(int socksPort, Duration silence) {
  /** What came: the HTTP status, the length and the lower-case hex SHA-256 of the body. */
  record Fetched(int status, long length, String sha256) {}

  /** Reads no more than {@code bytesPerSecond} until {@code slowBytes} of the body have come. */
  record Pace(long bytesPerSecond, long slowBytes) {
    static final Pace FULL = new Pace(Long.MAX_VALUE, 0);
  }

  /** The proxy refused the CONNECT; {@code reply} is the SOCKS5 reply code. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    final int reply;

    Refused(int reply) {
      super("SOCKS reply " + reply);
      this.reply = reply;
    }
  }

  private static final int SLOW_RECEIVE_BUFFER = 16 * 1024;

  /** Gets {@code path} of {@code host}, as fast as it comes. */
  Fetched get(String host, int port, String path) throws IOException {
    return get(host, port, path, Pace.FULL, length -> {});
  }

  /**
   * The same at this pace: each slow block is read only when the time for all before it has passed,
   * and the kernel is asked to hold little, so that the proxy sees a slow reader. {@code progress}
   * hears after each block how much of the body has been read.
   */
  Fetched get(String host, int port, String path, Pace pace, LongConsumer progress)
      throws IOException {
    try (Socket socket = new Socket()) {
      if (pace.slowBytes() > 0) {
        socket.setReceiveBufferSize(SLOW_RECEIVE_BUFFER);
      }
      socket.setSoTimeout((int) silence.toMillis());
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), socksPort));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      connect(in, out, host, port);
      String request = "GET %s HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\n\r\n";
      out.write(request.formatted(path, host, port).getBytes(StandardCharsets.ISO_8859_1));
      int status = Integer.parseInt(line(in).split(" ", 3)[1]);
      long length = 0;
      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
          length = Long.parseLong(header.substring(15).strip());
        }
      }
      return new Fetched(status, length, read(in, length, pace, progress));
    }
  }

  /** Sends {@code host} the file of {@code size} bytes; what it says its SHA-256 is. */
  String post(String host, int port, long size) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), socksPort)) {
      socket.setSoTimeout((int) silence.toMillis());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
      connect(in, new DataOutputStream(out), host, port);
      String request =
          "POST /upload HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\nContent-Length: %d\r\n\r\n";
      out.write(request.formatted(host, port, size).getBytes(StandardCharsets.ISO_8859_1));
      FileServer.write(size, out);
      out.flush();
      String reply = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      return reply.substring(reply.indexOf("\r\n\r\n") + 4);
    }
  }

  /** Asks the proxy at the other end of {@code socket} for this host and port. */
  static void connect(Socket socket, String host, int port) throws IOException {
    connect(
        new DataInputStream(socket.getInputStream()),
        new DataOutputStream(socket.getOutputStream()),
        host,
        port);
  }

  private static void connect(DataInputStream in, DataOutputStream out, String host, int port)
      throws IOException {
    out.write(new byte[] {5, 1, 0});
    out.flush();
    if (in.readUnsignedShort() != 0x0500) {
      throw new IOException("the proxy does not take SOCKS5 without authentication");
    }
    byte[] name = host.getBytes(StandardCharsets.US_ASCII);
    out.write(new byte[] {5, 1, 0, 3, (byte) name.length});
    out.write(name);
    out.writeShort(port);
    out.flush();
    in.readUnsignedByte();
    int reply = in.readUnsignedByte();
    if (reply != 0) {
      throw new Refused(reply);
    }
    in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int addressLength = type == 3 ? in.readUnsignedByte() : type == 4 ? 16 : 4;
    in.readFully(new byte[addressLength + 2]);
  }

  private static String read(DataInputStream in, long length, Pace pace, LongConsumer progress)
      throws IOException {
    MessageDigest digest = FileServer.newSha256();
    byte[] block = new byte[pace.slowBytes() > 0 ? 4 * 1024 : 64 * 1024];
    long started = System.nanoTime();
    for (long done = 0; done < length; ) {
      int count = in.read(block, 0, (int) Math.min(block.length, length - done));
      if (count < 0) {
        throw new EOFException("the body ended after " + done + " of " + length + " bytes");
      }
      digest.update(block, 0, count);
      done += count;
      progress.accept(done);
      if (done < pace.slowBytes()) {
        awaitTurn(started, done, pace.bytesPerSecond());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Waits until {@code done} bytes since {@code started} are not more than the rate allows. */
  private static void awaitTurn(long started, long done, long bytesPerSecond) {
    long due = started + (long) (done * 1e9 / bytesPerSecond);
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
