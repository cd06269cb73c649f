package org.tropea.client.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;
import org.tropea.client.Connector;
import org.tropea.client.pool.Isolation;

/**
 * Makes sockets whose connections go through Tor, for libraries that take a {@link SocketFactory}.
 * All of one factory have one isolation; a factory costs nothing, so take one for each identity.
 *
 * <p>Immutable, any thread.
 */
public final class TorSocketFactory extends SocketFactory {
  private final Connector connector;
  private final Isolation isolation;

  /** A factory whose sockets may share circuits with those of the same isolation. */
  public TorSocketFactory(Connector connector, Isolation isolation) {
    this.connector = connector;
    this.isolation = isolation;
  }

  @Override
  public Socket createSocket() throws SocketException {
    return new TorSocket(connector, isolation);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    Socket socket = createSocket();
    socket.connect(InetSocketAddress.createUnresolved(host, port));
    return socket;
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    Socket socket = createSocket();
    socket.connect(new InetSocketAddress(host, port));
    return socket;
  }

  /** The same: where on this machine a connection begins means nothing through Tor. */
  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  /** The same: where on this machine a connection begins means nothing through Tor. */
  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return createSocket(address, port);
  }
}
