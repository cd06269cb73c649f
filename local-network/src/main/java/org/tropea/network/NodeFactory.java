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
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.fetch.BootstrapPhase;
import org.tropea.directory.network.Authority;
import org.tropea.protocol.channel.Machine;
import org.tropea.proxy.ClientProxy;
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

  /** A client that may choose relays of one network, for there is no other. */
  ClientProxy client(
      Path folder, int port, List<Authority> authorities, Consumer<BootstrapPhase> progress)
      throws IOException {
    return ClientProxy.start(
        new org.tropea.proxy.Settings(
            new ClientSettings(
                folder,
                authorities,
                PathRules.ONE_SUBNET,
                0,
                CircuitLimits.usual(PATIENCE, ConfluxSettings.USUAL),
                InternalAddresses.TAKEN),
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
            PATIENCE),
        machine,
        ClientObserver.ofProgress(progress));
  }
}
