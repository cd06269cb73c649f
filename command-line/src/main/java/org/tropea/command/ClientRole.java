package org.tropea.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.ClientObserver;
import org.tropea.client.ClientSettings;
import org.tropea.client.ClientTotals;
import org.tropea.client.pool.CircuitLimits;
import org.tropea.directory.fetch.BootstrapPhase;
import org.tropea.metrics.MetricsSource;
import org.tropea.metrics.ServiceFamilies;
import org.tropea.onionservice.connect.ServiceSettings;
import org.tropea.protocol.channel.Machine;
import org.tropea.proxy.ClientProxy;
import org.tropea.proxy.ListenerSettings.Kind;
import org.tropea.proxy.Settings;

/** The client proxy as a role. */
final class ClientRole implements Role {
  private static final Logger log = LoggerFactory.getLogger(ClientRole.class);

  private final ClientProxy proxy;
  private final HostedServices services;
  private final RoleEnd end;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ClientRole(ClientProxy proxy, HostedServices services, RoleEnd end) {
    this.proxy = proxy;
    this.services = services;
    this.end = end;
    end.failsWith(proxy.client().obstacle());
  }

  /**
   * Starts a client proxy by these options.
   *
   * @param observer whom it tells what it does
   */
  static ClientRole start(
      Options options,
      DataDirectory directory,
      Machine machine,
      RoleEnd end,
      ClientObserver observer)
      throws CannotStart {
    Limits limits = options.limits();
    ClientSettings client =
        new ClientSettings(
            directory.path(),
            directory.state(),
            options.directory().authorities(),
            options.directory().fallbacks(),
            options.paths().rules(),
            limits.pathsNeeded().orElse(0),
            new CircuitLimits(
                limits.maxCircuitDirtiness(),
                limits.newCircuitPeriod(),
                limits.socksTimeout(),
                options.conflux()),
            limits.internalAddresses(),
            limits.links(),
            options.dormant());
    Settings settings =
        new Settings(
            client,
            options.ports().programs(),
            limits.socksTimeout(),
            options.programs().caution(),
            options.programs().addresses(),
            options
                .services()
                .settings(ServiceSettings.of(client).testing(options.directory().testing())));
    try {
      ClientProxy proxy = ClientProxy.start(settings, machine, observer);
      for (Kind kind : Kind.values()) {
        proxy
            .addresses(kind)
            .forEach(a -> log.info("Opened {} listener on port {}", name(kind), a.getPort()));
      }
      HostedServices services =
          new HostedServices(proxy.client(), machine, options.directory().testing());
      try {
        services.start(options.services().hosted());
      } catch (CannotStart e) {
        proxy.close();
        throw e;
      }
      ClientRole role = new ClientRole(proxy, services, end);
      role.leave(options.control());
      return role;
    } catch (IOException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  /** The client and its listeners. */
  ClientProxy proxy() {
    return proxy;
  }

  /** The services of the node. */
  HostedServices services() {
    return services;
  }

  @Override
  public void take(Options options) {
    services.take(options.services().hosted());
    leave(options.control());
  }

  /** What is left to controllers. */
  private void leave(ControlOptions control) {
    proxy
        .client()
        .orders()
        .leave(control.attaching(), control.foreseeing())
        .addListener(done -> log.debug("What is left to controllers is settled"));
  }

  private static String name(Kind kind) {
    return switch (kind) {
      case SOCKS -> "SOCKS";
      case HTTP_TUNNEL -> "HTTP tunnel";
      case DNS -> "DNS";
    };
  }

  @Override
  public void await() throws CannotStart, InterruptedException {
    end.await();
  }

  @Override
  public List<String> summary() {
    return summary(proxy.client().totals(), proxy.addresses().size());
  }

  @Override
  public List<MetricsSource> metrics() {
    return List.of(new ServiceFamilies(services::figures));
  }

  /** How a client fares. */
  static List<String> summary(ClientTotals totals, int listeners) {
    BootstrapPhase reached = totals.reached();
    return List.of(
        "Client: bootstrapped %d%%, %s, %d SOCKS listeners"
            .formatted(
                reached == null ? 0 : reached.percent(),
                totals.hasCircuits() ? "circuits can be had" : "no circuit can be had",
                listeners),
        "Client: %d of %d circuits could be built, %d of %d streams were connected"
            .formatted(
                totals.circuits().built(),
                totals.circuits().launched(),
                totals.streams().connected(),
                totals.streams().requested()),
        "Client: %d kB came and %d kB went"
            .formatted(
                totals.links().carried().bytesIn() / 1000,
                totals.links().carried().bytesOut() / 1000));
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      end.close();
      services.close();
      proxy.close();
    }
  }
}
