package org.tropea.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.tropea.protocol.channel.ListenFailure;

/** Free ports of loopback, kept from others until they are let go. For one thread at a time. */
final class HeldPorts {
  private final List<ServerSocket> held;
  private final List<Integer> ports;

  private HeldPorts(List<ServerSocket> held) {
    this.held = held;
    this.ports = held.stream().map(ServerSocket::getLocalPort).toList();
  }

  /** Takes so many different ports. */
  static HeldPorts take(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    HeldPorts taken;
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
    } finally {
      taken = new HeldPorts(List.copyOf(sockets));
      if (sockets.size() < count) {
        taken.release();
      }
    }
    return taken;
  }

  /** Finds out now, and not when the client starts, that somebody else listens there. */
  static void check(int port) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket socket = new ServerSocket(port, 1, loopback)) {
      socket.getLocalPort();
    } catch (IOException e) {
      throw ListenFailure.of("SOCKS port", new InetSocketAddress(loopback, port), e);
    }
  }

  /** The port of this index. */
  int port(int index) {
    return ports.get(index);
  }

  /** Lets all of them go, for their user to open. */
  void release() throws IOException {
    for (ServerSocket socket : held) {
      socket.close();
    }
  }
}
