package org.tropea.relay;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RelayDescriptionBuilder;
import org.tropea.directory.network.Subprotocol;
import org.tropea.directory.release.Release;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.relay.accounting.AccountingSettings;
import org.tropea.relay.exit.ExitConnector;
import org.tropea.relay.keys.RelayKeys;
import org.tropea.relay.selftest.SelfTest;

/** What a relay would say of itself now. Confined to the relay's first loop. */
final class OwnDescription {
  private final Release release = Release.current();
  private final Supplier<Settings> settings;
  private final KeysInUse keys;
  private final OrPortListeners listeners;
  private final ExitConnector exit;
  private final Measures measures;
  private final BooleanSupplier hibernating;
  private final InstantSource clock;

  OwnDescription(
      Supplier<Settings> settings,
      KeysInUse keys,
      OrPortListeners listeners,
      ExitConnector exit,
      Measures measures,
      BooleanSupplier hibernating,
      InstantSource clock) {
    this.settings = settings;
    this.keys = keys;
    this.listeners = listeners;
    this.exit = exit;
    this.measures = measures;
    this.hibernating = hibernating;
    this.clock = clock;
  }

  /** What its descriptor says. */
  RelayDescriptionBuilder describe() {
    Settings now = settings.get();
    InetSocketAddress directory = now.ports().directory();
    AccountingSettings accounting = now.accounting();
    return RelayDescription.builder(now.identity().nickname(), address(now.ports()))
        .ipv6(ipv6Address(now.ports()))
        .dirPort(directory == null ? 0 : directory.getPort())
        .platform(release.platform(System.getProperty("os.name", "an unknown system")))
        .protocols(Subprotocol.SPOKEN.text())
        .bandwidth(
            new RelayDescription.Bandwidth(
                now.limits().bandwidth().advertisedRate(),
                now.limits().bandwidth().advertisedBurst(),
                measures.observed(now.limits().privateAddresses())))
        .family(now.identity().family().members().declaredBy(keys.now().rsaIdentity()))
        .contact(now.identity().contact())
        .exitPolicy(exit.policy())
        .onionServiceDirectory(true)
        .tunnelledDirectory(accounting == null || !accounting.mayRunOut(clock.instant()))
        .hibernating(hibernating.getAsBoolean())
        .overloaded(measures.overloaded(clock.instant()));
  }

  private InetSocketAddress address(Settings.Ports ports) {
    int said = ports.address().getPort();
    return new InetSocketAddress(
        ports.address().getAddress(), said == 0 ? listeners.address().getPort() : said);
  }

  private @Nullable InetSocketAddress ipv6Address(Settings.Ports ports) {
    InetSocketAddress said = ports.ipv6Address();
    InetSocketAddress listening = listeners.ipv6Address();
    return said == null || said.getPort() != 0 || listening == null
        ? said
        : new InetSocketAddress(said.getAddress(), listening.getPort());
  }

  /** What its extra-info document says of what it did. */
  List<String> statistics() {
    return measures.lines(clock.instant());
  }

  /** How others reach it. */
  SelfTest.Self self() {
    RelayKeys now = keys.now();
    RelayDescription said = describe().build();
    InetSocketAddress ipv6 = said.ipv6();
    return new SelfTest.Self(
        new RelayTarget(
            now.rsaIdentity(),
            now.ed25519Identity(),
            ipv6 == null ? List.of(said.address()) : List.of(said.address(), ipv6)),
        now.onion().ntor().publicKey());
  }
}
