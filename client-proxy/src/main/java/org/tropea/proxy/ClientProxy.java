package org.tropea.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.ClientObserver;
import org.tropea.client.Connector;
import org.tropea.client.TorClient;
import org.tropea.directory.release.Release;
import org.tropea.onionservice.connect.OnionConnector;
import org.tropea.protocol.channel.ListenFailure;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.notice.RepeatedWarnings;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.dns.DnsListener;
import org.tropea.proxy.http.TunnelListener;
import org.tropea.proxy.request.PortRules;
import org.tropea.proxy.request.Requests;
import org.tropea.proxy.request.Requests.Grouping;
import org.tropea.proxy.socks.SocksListener;

/** A client and its listeners. Thread-safe. */
public final class ClientProxy implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClientProxy.class);

  private final Settings settings;
  private final TorClient client;
  private final OnionConnector connector;
  private final Requests.Protection protection;
  private final List<Channel> listeners = new ArrayList<>();
  private final List<UnixSocket> sockets = new ArrayList<>();

  private ClientProxy(Settings settings, TorClient client, Machine machine) {
    this.settings = settings;
    this.client = client;
    this.connector = new OnionConnector(client, machine, settings.services());
    this.protection =
        new Requests.Protection(
            settings.caution(),
            new AddressMap(settings.addresses(), machine.random()),
            new RepeatedWarnings(log, machine.clock()));
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
    ClientProxy proxy = new ClientProxy(settings, client, machine);
    try {
      for (int i = 0; i < settings.listeners().size(); i++) {
        proxy.listen(i);
      }
    } catch (IOException e) {
      proxy.close();
      throw e;
    }
    client.begin();
    return proxy;
  }

  private void listen(int number) throws IOException {
    ListenerSettings its = settings.listeners().get(number);
    if (its.address() instanceof UnixDomainSocketAddress unix) {
      UnixSocket socket = new UnixSocket(unix.getPath(), its.access());
      socket.prepare();
      ChannelFuture bound = bind(its, number).awaitUninterruptibly();
      if (!bound.isSuccess()) {
        throw new IOException(
            "cannot listen on a unix socket; is its path too long?", bound.cause());
      }
      listeners.add(bound.channel());
      sockets.add(socket);
      socket.open();
      return;
    }
    InetSocketAddress address = (InetSocketAddress) its.address();
    ChannelFuture bound = bind(its, number).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw ListenFailure.of(its.kind().optionName(), address, bound.cause());
    }
    listeners.add(bound.channel());
  }

  private ChannelFuture bind(ListenerSettings its, int number) {
    Requests requests =
        new Requests(
            new Requests.Network(connector, client),
            its.rules(),
            grouping(its, number),
            protection);
    return switch (its.kind()) {
      case SOCKS -> SocksListener.bind(requests, its.address(), settings.requestTimeout());
      case HTTP_TUNNEL ->
          TunnelListener.bind(requests, its.address(), settings.requestTimeout(), release());
      case DNS -> DnsListener.bind(requests, its.address());
    };
  }

  private static String release() {
    return "tropea " + Release.current().version();
  }

  /** Listeners of one session group are alike to the pool; those without one are alone. */
  private Grouping grouping(ListenerSettings its, int number) {
    int group = its.rules().sessionGroup();
    if (group < 0) {
      return Grouping.alone("listener " + number, its.rules());
    }
    List<PortRules> all =
        settings.listeners().stream()
            .map(ListenerSettings::rules)
            .filter(rules -> rules.sessionGroup() == group)
            .toList();
    return Grouping.among("group " + group, all);
  }

  /** Where the listeners of this kind are over IP, their ports as they were chosen. */
  public List<InetSocketAddress> addresses(ListenerSettings.Kind kind) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (int i = 0; i < listeners.size(); i++) {
      if (settings.listeners().get(i).kind() == kind
          && listeners.get(i).localAddress() instanceof InetSocketAddress address) {
        addresses.add(address);
      }
    }
    return List.copyOf(addresses);
  }

  /** Where the SOCKS ports are. */
  public List<InetSocketAddress> addresses() {
    return addresses(ListenerSettings.Kind.SOCKS);
  }

  /** What programs name and what is asked for instead; on the client's loop. */
  public AddressMap addressMap() {
    return protection.map();
  }

  /** What opens streams for its listeners, those to onion services too; confined to its loop. */
  public Connector connector() {
    return connector;
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
      for (UnixSocket socket : sockets) {
        try {
          socket.remove();
        } catch (IOException e) {
          log.info("The file of a unix socket could not be removed; remove it by hand");
        }
      }
    }
    client.close();
  }
}
