package org.tropea.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.TorClient;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.metrics.ServiceFigures;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.onionservice.host.HostSettings;
import org.tropea.onionservice.host.LocalServers;
import org.tropea.onionservice.host.OnionHost;
import org.tropea.onionservice.host.OnionService;
import org.tropea.onionservice.host.ServiceDirectory;
import org.tropea.onionservice.host.ServiceListener;
import org.tropea.onionservice.host.VirtualPort;
import org.tropea.protocol.channel.Machine;

/** The onion services of a node, by their directories. Thread-safe; its methods block. */
final class HostedServices {
  private static final Logger log = LoggerFactory.getLogger(HostedServices.class);

  private final OnionHost host;
  private final Machine machine;
  private final boolean testing;
  private final Map<Path, Running> running = new LinkedHashMap<>();

  /** A service, and what it was started with. */
  private record Running(
      HostedService asked,
      List<X25519PublicKey> clients,
      List<OnionAddress> masters,
      OnionService service,
      ServiceFigures figures) {}

  HostedServices(TorClient client, Machine machine, boolean testing) {
    this.host = new OnionHost(client, machine);
    this.machine = machine;
    this.testing = testing;
  }

  /** Starts them all, or none. */
  synchronized void start(List<HostedService> services) throws CannotStart {
    try {
      for (HostedService each : services) {
        start(each);
      }
    } catch (IOException e) {
      close();
      throw new CannotStart(
          "the directory of an onion service (HiddenServiceDir) is of no use: " + e.getMessage(),
          e);
    }
  }

  private void start(HostedService service) throws IOException {
    ServiceDirectory directory =
        ServiceDirectory.open(service.directory(), service.groupReads(), machine.random());
    try {
      List<OnionAddress> masters =
          service.balanced() ? MasterAddresses.read(service.directory()) : List.of();
      Running before = running.get(service.directory());
      if (before != null
          && before.asked().equals(service)
          && before.clients().equals(directory.clients())
          && before.masters().equals(masters)) {
        return;
      }
      if (before != null) {
        before.service().close();
      }
      List<VirtualPort> ports = service.ports();
      ServiceFigures figures =
          new ServiceFigures(ports.stream().map(VirtualPort::port).distinct().toList());
      OnionService started =
          host.start(
              directory.identity(),
              service.settings().testing(testing).forClients(directory.clients()).behind(masters),
              new LocalServers(ports, service.tellsCircuit(), machine, figures),
              figures);
      started
          .published()
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  log.info("An onion service is published");
                }
              });
      running.put(
          service.directory(),
          new Running(service, directory.clients(), masters, started, figures));
    } finally {
      directory.identity().destroy();
    }
  }

  /** Takes these services in the place of those before; one that cannot be stays as it was. */
  synchronized void take(List<HostedService> services) {
    List<Path> wanted = services.stream().map(HostedService::directory).toList();
    running
        .entrySet()
        .removeIf(
            each -> {
              boolean gone = !wanted.contains(each.getKey());
              if (gone) {
                each.getValue().service().close();
              }
              return gone;
            });
    for (HostedService each : services) {
      try {
        start(each);
      } catch (IOException e) {
        log.warn("An onion service stays as it was: {}", e.getMessage());
      }
    }
  }

  /** What each of them did so far. */
  synchronized Map<OnionAddress, ServiceFigures> figures() {
    Map<OnionAddress, ServiceFigures> all = new LinkedHashMap<>();
    running.values().forEach(each -> all.put(each.service().address(), each.figures()));
    return all;
  }

  /** Hosts one that has no directory; nothing where there is one of that address. */
  synchronized Optional<OnionService> host(
      Ed25519SigningKey identity,
      HostSettings settings,
      List<VirtualPort> ports,
      ServiceListener listener) {
    OnionAddress address = new OnionAddress(identity.identity());
    if (running.values().stream().anyMatch(each -> each.service().address().equals(address))) {
      return Optional.empty();
    }
    return Optional.of(
        host.start(
            identity,
            settings.testing(testing),
            new LocalServers(ports, false, machine),
            listener));
  }

  synchronized void close() {
    running.values().forEach(each -> each.service().close());
    running.clear();
  }
}
