package org.tropea.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.metrics.LoopLag;
import org.tropea.metrics.MetricsSource;
import org.tropea.metrics.RelayFamilies;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.Settings;
import org.tropea.relay.keys.KeyFileException;
import org.tropea.relay.selftest.SelfTest;

/** The relay as a role. */
final class RelayRole implements Role {
  private static final Logger log = LoggerFactory.getLogger(RelayRole.class);

  private final OnionRelay relay;
  private final Duration shutdownWait;
  private final RoleEnd end;
  private final LoopLag lag;
  private final Heartbeat heartbeat = new Heartbeat();
  private final ProcessFigures figures = new ProcessFigures(InstantSource.system());
  private final AtomicBoolean closed = new AtomicBoolean();

  private RelayRole(OnionRelay relay, Duration shutdownWait, RoleEnd end) {
    this.relay = relay;
    this.lag = new LoopLag(relay.loops());
    this.end = end;
    end.failsWith(relay.obstacle());
    this.shutdownWait = shutdownWait;
  }

  /** Starts a relay by these options. */
  static RelayRole start(
      Options options, OrPorts ports, DataDirectory directory, Machine machine, RoleEnd end)
      throws CannotStart {
    try {
      OnionRelay relay = OnionRelay.start(settings(options, ports, directory, null), machine);
      log.info("Opened OR listener on port {}", relay.address().getPort());
      log.info("Our fingerprint is {}", relay.keys().rsaIdentity().toHex());
      relay.mirrored().addListener(done -> reportMirror(done.isSuccess()));
      return new RelayRole(relay, options.limits().shutdownWait(), end);
    } catch (KeyFileException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private static void reportMirror(boolean filled) {
    if (filled) {
      log.info("The cache has the network's documents");
    }
  }

  /**
   * What a relay is told by these options.
   *
   * @param directoryPort an authority's; null for any other relay
   */
  static Settings settings(
      Options options,
      OrPorts ports,
      DataDirectory directory,
      @Nullable InetSocketAddress directoryPort)
      throws CannotStart {
    ListenAddress ipv6 = ports.ipv6();
    Identity identity = options.identity();
    Limits limits = options.limits();
    return Settings.builder(identity.nickname(), directory.path(), ports.listen().address())
        .address(new InetSocketAddress(identity.address(), ports.port()))
        .directoryPort(directoryPort)
        .state(directory.state())
        .contact(identity.contact())
        .family(identity.family())
        .exit(options.exit())
        .network(options.directory().authorities())
        .publish(options.directory().publish())
        .tested(
            // An authority need not be reached to say that it is there, as at C tor.
            directoryPort == null ? tested(limits.tested(), ports) : Set.of())
        .privateAddresses(limits.privateAddresses())
        .loops(limits.loops())
        .ipv6(ipv6 == null ? null : ipv6.address(), ports.ipv6Address())
        .maxHandshakeDelay(limits.maxHandshakeDelay())
        .wishes(limits.links())
        .bandwidth(limits.bandwidth())
        .statistics(limits.statistics())
        .accounting(limits.accounting())
        .memory(limits.memory())
        .parameters(limits.parameters())
        .build();
  }

  private static Set<SelfTest.Family> tested(Set<SelfTest.Family> tested, OrPorts ports) {
    return ports.ipv6Address() != null
        ? tested
        : tested.stream()
            .filter(each -> each != SelfTest.Family.IPV6)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** What of these options a running relay takes over; an authority keeps its nickname. */
  static Settings.Changes changes(Options options, String nickname) {
    Identity identity = options.identity();
    return new Settings.Changes(nickname, identity.contact(), identity.family(), options.exit());
  }

  @Override
  public Optional<OnionRelay> relay() {
    return Optional.of(relay);
  }

  @Override
  public void await() throws CannotStart, InterruptedException {
    end.await();
  }

  @Override
  public Duration leave() {
    relay.leave();
    return shutdownWait;
  }

  @Override
  public void take(Options options) {
    relay.change(changes(options, options.identity().nickname()));
  }

  @Override
  public List<String> summary() {
    List<String> lines = new ArrayList<>();
    lines.add(summary(relay));
    synchronized (heartbeat) {
      // By the timer, by SIGUSR1, or by a controller.
      lines.addAll(
          heartbeat.lines(
              figures.sinceStart(),
              relay.totals(),
              !relay.flags().isEmpty(),
              relay.isHibernating()));
    }
    return lines;
  }

  /** How a relay fares. */
  static String summary(OnionRelay relay) {
    return "Relay: descriptor %s, network's documents %s"
        .formatted(
            relay.published().isSuccess() ? "published" : "not published",
            relay.mirrored().isSuccess() ? "there" : "not there yet");
  }

  @Override
  public List<MetricsSource> metrics() {
    return List.of(new RelayFamilies(relay::totals, relay::flags), lag);
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      end.close();
      lag.close();
      relay.close();
    }
  }
}
