package org.tropea.benchmarks;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** A client process, ours or C tor's, whose paths can be given. */
interface Client extends AutoCloseable {
  long pid();

  /**
   * A stream to {@code port} of loopback over the circuit called {@code circuit} along {@code
   * path}, which is built where it is not there. C tor's client asks what it asks; ours what the
   * name says ({@link Agreement#circuit}).
   */
  Socket open(List<Node> path, String circuit, int port) throws Exception;

  /** Builds so many circuits of today, 32 at once; the seconds it took. */
  double build(int count, List<Node> path) throws Exception;

  /** Closes all circuits. */
  void drop() throws Exception;

  @Override
  void close() throws IOException;

  /** The names of a path, as SOCKS user name and in commands. */
  static String names(List<Node> path) {
    return path.stream().map(Node::name).collect(Collectors.joining(","));
  }

  /** Asks a SOCKS5 proxy for a stream, with or without user name and password. */
  static Socket socks(int socksPort, String user, String password, int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), socksPort));
    socket.setSoTimeout(60_000);
    DataInputStream in = new DataInputStream(socket.getInputStream());
    var out = socket.getOutputStream();
    boolean login = !user.isEmpty();
    out.write(new byte[] {5, 1, (byte) (login ? 2 : 0)});
    in.readUnsignedShort();
    if (login) {
      out.write(1);
      out.write(user.length());
      out.write(user.getBytes(StandardCharsets.US_ASCII));
      out.write(password.length());
      out.write(password.getBytes(StandardCharsets.US_ASCII));
      if (in.readUnsignedShort() != 0x100) {
        throw new IOException("the proxy refused user and password");
      }
    }
    byte[] request = {5, 1, 0, 1, 127, 0, 0, 1, (byte) (port >> 8), (byte) port};
    out.write(request);
    byte[] reply = in.readNBytes(10);
    if (reply.length != 10 || reply[1] != 0) {
      throw new IOException("the proxy opened no stream: " + (reply.length > 1 ? reply[1] : -1));
    }
    return socket;
  }
}
