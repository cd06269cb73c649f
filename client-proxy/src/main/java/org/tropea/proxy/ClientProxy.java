package org.tropea.proxy;

import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.tropea.client.ClientObserver;
import org.tropea.client.TorClient;
import org.tropea.protocol.channel.ListenFailure;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.proxy.socks.SocksListener;

/** A client and its listeners. Thread-safe. */
public final class ClientProxy implements AutoCloseable {
  private final TorClient client;
  private final List<Channel> listeners;

  private ClientProxy(TorClient client, List<Channel> listeners) {
    this.client = client;
    this.listeners = listeners;
  }

  /**
   * Opens the listeners, then starts the client; requests wait until it has a circuit.
   *
   * @param observer whom the client tells what it does
   * @throws IOException when a listener cannot be opened; its message names the port
   */
  public static ClientProxy start(Settings settings, Machine machine, ClientObserver observer)
      throws IOException {
    TorClient client = TorClient.idle(settings.client(), machine, observer);
    List<Channel> listeners = new ArrayList<>();
    ClientProxy proxy = new ClientProxy(client, listeners);
    for (InetSocketAddress address : settings.socksPorts()) {
      var bound = SocksListener.bind(client, address, machine.clock(), settings.socksTimeout());
      bound.awaitUninterruptibly();
      if (!bound.isSuccess()) {
        proxy.close();
        throw ListenFailure.of("SocksPort", address, bound.cause());
      }
      listeners.add(bound.channel());
    }
    client.begin();
    return proxy;
  }

  /** Where the listeners are, their ports as they were chosen. */
  public List<InetSocketAddress> addresses() {
    return listeners.stream().map(l -> (InetSocketAddress) l.localAddress()).toList();
  }

  /** The client behind the listeners. */
  public TorClient client() {
    return client;
  }

  /** Ends both as a killed process ends; the listeners live on the client's loop. */
  public void kill() {
    client.kill();
  }

  /** Takes no program any more, then closes the client; to close it again does nothing more. */
  @Override
  public void close() {
    if (!client.loop().isShuttingDown()) {
      // The loop does it before what it does next, which is to close the client.
      listeners.forEach(Unwatched::close);
    }
    client.close();
  }
}
