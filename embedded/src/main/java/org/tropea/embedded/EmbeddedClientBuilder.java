package org.tropea.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tropea.client.ClientObserver;
import org.tropea.client.ClientSettings;
import org.tropea.client.InternalAddresses;
import org.tropea.client.path.PathRules;
import org.tropea.client.pool.CircuitLimits;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.fetch.BootstrapPhase;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.FallbackDirectory;
import org.tropea.directory.network.PublicNetwork;
import org.tropea.directory.release.Release;
import org.tropea.directory.store.PrivateFiles;
import org.tropea.onionservice.connect.ServiceSettings;
import org.tropea.protocol.channel.Machine;
import org.tropea.proxy.ClientProxy;
import org.tropea.proxy.ListenerSettings;
import org.tropea.proxy.ListenerSettings.Kind;
import org.tropea.proxy.ListenerSettings.UnixAccess;
import org.tropea.proxy.Settings;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.request.Caution;
import org.tropea.proxy.request.PortRules;

/** What an {@link EmbeddedClient} is to be. For one thread. */
public final class EmbeddedClientBuilder {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path dataDirectory;
  private final List<Authority> authorities = new ArrayList<>();
  private final List<ListenerSettings> listeners = new ArrayList<>();
  private Duration patience = PATIENCE;
  private boolean testing;
  private ClientObserver observer = ClientObserver.NONE;

  EmbeddedClientBuilder(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
  }

  /**
   * Whom it believes what the network is. Without any it enters the public network, which only a
   * release of Tropea does.
   *
   * @param lines what stands behind {@code DirAuthority} in a torrc; that word may stand there too
   * @throws IllegalArgumentException where one is malformed; the message says why
   */
  public EmbeddedClientBuilder authorities(List<String> lines) {
    for (String line : lines) {
      String option = "DirAuthority ";
      try {
        authorities.add(
            Authority.read(line.startsWith(option) ? line.substring(option.length()) : line));
      } catch (DecodeException e) {
        throw new IllegalArgumentException(
            "an authority's line is malformed: " + e.getMessage(), e);
      }
    }
    return this;
  }

  /**
   * For a network of tests on one machine or in one private network: relays of a path may be in one
   * subnet, and addresses of private networks may be asked for.
   */
  public EmbeddedClientBuilder testingNetwork() {
    testing = true;
    return this;
  }

  /** How long a stream waits for a circuit; two minutes where nothing is said. */
  public EmbeddedClientBuilder patience(Duration time) {
    patience = time;
    return this;
  }

  /** Opens a SOCKS port on this machine. */
  public EmbeddedClientBuilder socksPort(int port) {
    return listen(Kind.SOCKS, port);
  }

  /** Opens an HTTP CONNECT port on this machine. */
  public EmbeddedClientBuilder httpTunnelPort(int port) {
    return listen(Kind.HTTP_TUNNEL, port);
  }

  private EmbeddedClientBuilder listen(Kind kind, int port) {
    listeners.add(
        new ListenerSettings(
            kind,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            PortRules.USUAL,
            UnixAccess.OWNER));
    return this;
  }

  /** Told how far the start has come, on the client's loop; must not block. */
  public EmbeddedClientBuilder onProgress(Consumer<BootstrapPhase> progress) {
    return observer(ClientObserver.ofProgress(progress));
  }

  /** Told all that the client does, on its loop; must not block. The last one given counts. */
  public EmbeddedClientBuilder observer(ClientObserver told) {
    observer = told;
    return this;
  }

  /**
   * Starts it and returns at once.
   *
   * @throws IOException where the data directory cannot be made, or a port cannot be opened
   * @throws IllegalStateException where it would enter the public network, and is no release
   */
  public EmbeddedClient start() throws IOException {
    PrivateFiles.createDirectories(dataDirectory);
    ClientSettings client = client();
    Settings settings =
        new Settings(
            client,
            listeners,
            patience,
            Caution.USUAL.refusingInternal(client.internalAddresses().asTargets()),
            AddressMap.Settings.USUAL,
            ServiceSettings.of(client).testing(testing));
    return new EmbeddedClient(ClientProxy.start(settings, Machine.best(), observer));
  }

  private ClientSettings client() {
    List<Authority> believed = authorities;
    List<FallbackDirectory> fallbacks = List.of();
    if (believed.isEmpty()) {
      if (!Release.current().entersPublicNetwork()) {
        throw new IllegalStateException(
            "no build of the source tree enters the public Tor network; give the authorities of"
                + " another");
      }
      PublicNetwork network = PublicNetwork.read();
      believed = network.authorities();
      fallbacks = network.fallbacks();
    }
    return new ClientSettings(
        dataDirectory,
        believed,
        fallbacks,
        testing ? PathRules.ONE_SUBNET : PathRules.USUAL,
        0,
        CircuitLimits.usual(patience, ConfluxSettings.USUAL),
        testing ? InternalAddresses.TAKEN : InternalAddresses.REFUSED);
  }
}
