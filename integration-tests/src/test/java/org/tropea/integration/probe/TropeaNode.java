package org.tropea.integration.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.protocol.channel.LinkLimits;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.Bandwidth;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.RelayTotals;
import org.tropea.relay.Settings;
import org.tropea.relay.exit.ExitSettings;
import org.tropea.relay.keys.KeyFileException;

/** A relay of ours on a free loopback port: an exit to any IPv4 address, of no network. */
final class TropeaNode implements AutoCloseable {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final OnionRelay relay;
  private final ProbedNode node;

  /** A relay on so many event loops, its keys in {@code folder}. */
  TropeaNode(String name, Path folder, int loops, InetSocketAddress... nameServers)
      throws IOException, KeyFileException, DecodeException {
    this(name, folder, LOOPBACK, loops, nameServers);
  }

  /** The same, listening there. */
  TropeaNode(
      String name,
      Path folder,
      InetSocketAddress listen,
      int loops,
      InetSocketAddress... nameServers)
      throws IOException, KeyFileException, DecodeException {
    this(
        Settings.builder(name, folder.resolve(name), listen)
            .address(LOOPBACK)
            .exit(exit(ExitPolicy.read(List.of("accept *4:*", "reject *:*")), nameServers))
            .privateAddresses(true)
            .loops(loops)
            .build());
  }

  /** The same on one event loop, which waits so long for its peers. */
  static TropeaNode waiting(String name, Path folder, LinkLimits limits)
      throws IOException, KeyFileException, DecodeException {
    return new TropeaNode(
        Settings.builder(name, folder.resolve(name), LOOPBACK)
            .exit(exit(ExitPolicy.read(List.of("accept *4:*", "reject *:*"))))
            .privateAddresses(true)
            .limits(limits)
            .build());
  }

  /** An exit as on the Internet: nothing private is extended or connected to. */
  static TropeaNode strict(String name, Path folder, InetSocketAddress nameServer)
      throws IOException, KeyFileException, DecodeException {
    return new TropeaNode(
        Settings.builder(name, folder.resolve(name), LOOPBACK)
            .exit(
                exit(
                    ExitPolicy.REJECT_PRIVATE.then(ExitPolicy.read(List.of("accept *:*"))),
                    nameServer))
            .build());
  }

  /** An exit to any address of IPv4 and IPv6. */
  static TropeaNode dual(String name, Path folder, InetSocketAddress nameServer)
      throws IOException, KeyFileException {
    return new TropeaNode(
        Settings.builder(name, folder.resolve(name), LOOPBACK)
            .exit(exit(ExitPolicy.ACCEPT_ALL, nameServer))
            .privateAddresses(true)
            .build());
  }

  /** One that refuses handshakes as soon as they would have to wait for a millisecond. */
  static TropeaNode hurried(String name, Path folder) throws IOException, KeyFileException {
    return new TropeaNode(
        Settings.builder(name, folder.resolve(name), LOOPBACK)
            .exit(exit(ExitPolicy.ACCEPT_ALL))
            .maxHandshakeDelay(Duration.ofMillis(1))
            .build());
  }

  /** One that may carry so many bytes a second, on two event loops. */
  static TropeaNode limited(String name, Path folder, Bandwidth bandwidth)
      throws IOException, KeyFileException {
    return new TropeaNode(
        Settings.builder(name, folder.resolve(name), LOOPBACK)
            .privateAddresses(true)
            .loops(2)
            .bandwidth(bandwidth)
            .build());
  }

  /** A relay on two event loops that takes as many directory streams as there are numbers for. */
  static TropeaNode patient(String name, Path folder)
      throws IOException, KeyFileException, DecodeException {
    return new TropeaNode(
        Settings.builder(name, folder.resolve(name), LOOPBACK)
            .address(LOOPBACK)
            .exit(exit(ExitPolicy.read(List.of("accept *4:*", "reject *:*"))))
            .privateAddresses(true)
            .loops(2)
            .parameters(Map.of(NetworkParameter.DOS_BEGIN_DIR_RATE_ENABLED, 0))
            .build());
  }

  /** One that is told these parameters of the network, on two event loops. */
  static TropeaNode defended(String name, Path folder, Map<NetworkParameter, Integer> parameters)
      throws IOException, KeyFileException {
    return new TropeaNode(
        Settings.builder(name, folder.resolve(name), LOOPBACK)
            .exit(exit(ExitPolicy.ACCEPT_ALL))
            .privateAddresses(true)
            .loops(2)
            .parameters(parameters)
            .build());
  }

  /** There is no network here, so nobody is known, and no time for the look at name servers. */
  private static ExitSettings exit(ExitPolicy policy, InetSocketAddress... nameServers) {
    return ExitSettings.of(policy)
        .withNameServers(List.of(nameServers))
        .withRefuseUnknown(false)
        .withHijackCheck(false, List.of());
  }

  private TropeaNode(Settings settings) throws IOException, KeyFileException {
    relay = OnionRelay.start(settings, Machine.best());
    node =
        new ProbedNode(
            settings.identity().nickname(),
            relay.address(),
            relay.keys().rsaIdentity(),
            relay.keys().ed25519Identity(),
            relay.keys().onion().accepted().get(0).publicKey());
  }

  RelayTotals totals() {
    return relay.totals();
  }

  ProbedNode node() {
    return node;
  }

  @Override
  public void close() {
    relay.close();
  }
}
