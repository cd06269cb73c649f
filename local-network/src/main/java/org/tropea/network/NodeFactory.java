package org.tropea.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.tropea.client.ClientObserver;
import org.tropea.client.ClientSettings;
import org.tropea.client.InternalAddresses;
import org.tropea.client.path.PathRules;
import org.tropea.client.pool.CircuitLimits;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.fetch.BootstrapPhase;
import org.tropea.directory.network.Authority;
import org.tropea.onionservice.connect.ServiceSettings;
import org.tropea.onionservice.host.HostSettings;
import org.tropea.onionservice.host.LocalServers;
import org.tropea.onionservice.host.OnionHost;
import org.tropea.onionservice.host.OnionService;
import org.tropea.onionservice.host.ServiceListener;
import org.tropea.onionservice.host.VirtualPort;
import org.tropea.protocol.channel.Machine;
import org.tropea.proxy.ClientProxy;
import org.tropea.proxy.ListenerSettings;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.request.Caution;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.Settings;
import org.tropea.relay.exit.ExitSettings;
import org.tropea.relay.exit.ResolvConf;
import org.tropea.relay.keys.KeyFileException;
import org.tropea.relay.keys.RelayKeyStore;

/**
 * Starts what runs at the nodes of one network. Immutable, any thread; each call blocks for as long
 * as keys take.
 */
record NodeFactory(Machine machine) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SERVICE_PORT = 80;

  /** Makes the keys of a relay, so that it starts at once later. */
  void prepareRelay(String name, Path folder) throws KeyFileException {
    new RelayKeyStore(folder, name, machine.curve(), machine.random())
        .fingerprint(machine.clock().instant());
  }

  /** A relay that leads everywhere, or nowhere. */
  OnionRelay relay(String name, Path folder, boolean exit, int port, List<Authority> authorities)
      throws IOException, KeyFileException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return OnionRelay.start(
        Settings.builder(name, folder, address)
            .exit(exit ? everywhere() : ExitSettings.NONE)
            .network(authorities)
            .privateAddresses(true)
            .build(),
        machine);
  }

  private static ExitSettings everywhere() {
    return ExitSettings.of(ExitPolicy.ACCEPT_ALL)
        .withNameServers(ResolvConf.ofSystem())
        .withHijackCheck(false, List.of());
  }

  /** A client with a SOCKS port. */
  ClientProxy client(
      Path folder, int port, List<Authority> authorities, Consumer<BootstrapPhase> progress)
      throws IOException {
    InetSocketAddress socks = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return start(folder, authorities, List.of(ListenerSettings.socks(socks)), progress);
  }

  /** An onion service whose port 80 leads to {@code server}, and a client for it. */
  Program.OfService service(
      Path folder,
      Ed25519SigningKey key,
      InetSocketAddress server,
      List<Authority> authorities,
      Consumer<BootstrapPhase> progress)
      throws IOException {
    ClientProxy proxy = start(folder, authorities, List.of(), progress);
    OnionService service =
        new OnionHost(proxy.client(), machine)
            .start(
                key,
                HostSettings.USUAL.testing(true),
                new LocalServers(List.of(new VirtualPort(SERVICE_PORT, server)), false, machine),
                ServiceListener.NONE);
    return new Program.OfService(proxy, service);
  }

  /** A client that may choose relays of one network, for there is no other. */
  private ClientProxy start(
      Path folder,
      List<Authority> authorities,
      List<ListenerSettings> listeners,
      Consumer<BootstrapPhase> progress)
      throws IOException {
    ClientSettings client =
        new ClientSettings(
            folder,
            authorities,
            PathRules.ONE_SUBNET,
            0,
            CircuitLimits.usual(PATIENCE, ConfluxSettings.USUAL),
            InternalAddresses.TAKEN);
    return ClientProxy.start(
        new org.tropea.proxy.Settings(
            client,
            listeners,
            PATIENCE,
            Caution.USUAL.refusingInternal(false),
            AddressMap.Settings.USUAL,
            ServiceSettings.of(client).testing(true)),
        machine,
        ClientObserver.ofProgress(progress));
  }
}
