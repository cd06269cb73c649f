package org.tropea.command;

import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.authority.AuthorityObserver;
import org.tropea.authority.AuthorityRelay;
import org.tropea.authority.AuthoritySettings;
import org.tropea.authority.AuthorityTotals;
import org.tropea.authority.consensus.Method;
import org.tropea.authority.keys.AuthorityKeyFiles;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.authority.rules.CountryRules;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.directory.network.Authority;
import org.tropea.metrics.AuthorityFamilies;
import org.tropea.metrics.MetricsSource;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.Settings;
import org.tropea.relay.keys.KeyFileException;

/** A directory authority, its relay included, as a role. */
final class AuthorityRole implements Role {
  private static final Logger log = LoggerFactory.getLogger(AuthorityRole.class);

  private final AuthorityRelay authority;
  private final Path keyFiles;
  private final String nickname;
  private final Duration shutdownWait;
  private final RoleEnd end;
  private final AtomicBoolean closed = new AtomicBoolean();

  private AuthorityRole(AuthorityRelay authority, Path keyFiles, Options options, RoleEnd end) {
    this.authority = authority;
    this.keyFiles = keyFiles;
    this.nickname = options.identity().nickname();
    this.end = end;
    authority.relay().obstacle().addListener(AuthorityRole::warn);
    this.shutdownWait = options.limits().shutdownWait();
  }

  /** An authority votes on where its relay is of no use: the network needs it. */
  private static void warn(Future<? super String> obstacle) {
    if (obstacle.isSuccess()) {
      log.warn("The authority votes on, but its own relay is of little use: {}", obstacle.getNow());
    }
  }

  /** Starts an authority by these options, with the keys in the data directory. */
  static AuthorityRole start(
      Options options,
      OrPorts ports,
      AuthorityOptions wanted,
      DataDirectory directory,
      Machine machine,
      RoleEnd end)
      throws CannotStart {
    InetAddress address = Objects.requireNonNull(options.identity().address());
    String contact = options.identity().contact();
    InetSocketAddress listen = wanted.directory().address();
    InetSocketAddress directoryPort = new InetSocketAddress(address, listen.getPort());
    Settings settings = RelayRole.settings(options, ports, directory, directoryPort);
    try {
      Path keyFiles = directory.path().resolve("keys");
      AuthorityKeys keys = keys(keyFiles, wanted);
      check(keys, settings.directory().authorities());
      VoteSettings vote =
          new VoteSettings(
              options.identity().nickname(),
              address.getHostAddress(),
              address,
              listen.getPort(),
              ports.listen().address().getPort(),
              contact == null ? "(none)" : contact,
              wanted.relays().uploads().tapKeyNeeded() ? Method.knownTo048() : Method.known(),
              wanted.advice(),
              wanted.parameters(),
              wanted.flags());
      AuthorityRelay authority =
          AuthorityRelay.start(
              settings,
              new AuthoritySettings(
                  new AuthoritySettings.Voting(vote, wanted.timing(), wanted.sharedRandomness()),
                  known(wanted.relays(), options),
                  new AuthoritySettings.Place(
                      settings.directory().authorities(), directory.path(), listen)),
              keys,
              machine,
              AuthorityObserver.ofServed(
                  consensus ->
                      log.info(
                          "We have a new {} consensus of {} relays",
                          consensus.flavour().word(),
                          consensus.relays().size())));
      log.info("Opened OR listener on port {}", authority.relay().address().getPort());
      log.info("Opened directory listener on port {}", authority.directoryAddress().getPort());
      log.info("Our fingerprint is {}", authority.relay().keys().rsaIdentity().toHex());
      return new AuthorityRole(authority, keyFiles, options, end);
    } catch (KeyFileException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new CannotStart("the authority cannot start: " + e.getMessage(), e);
    }
  }

  /** Refuses keys that no DirAuthority line names: nobody would count such an authority's vote. */
  private static void check(AuthorityKeys keys, List<Authority> authorities) throws CannotStart {
    if (authorities.stream().noneMatch(each -> keys.identity().equals(each.v3Identity()))) {
      throw new CannotStart(
          "no DirAuthority line has this authority's v3ident; add a line with v3ident="
              + keys.identity().toHex()
              + " on every node of the network");
    }
  }

  @Override
  public void await() throws CannotStart, InterruptedException {
    end.await();
  }

  @Override
  public Duration leave() {
    authority.relay().leave();
    return shutdownWait;
  }

  /**
   * Keys, and what is decided about relays; its votes keep the contact that they began with, and it
   * the name that is in them.
   */
  @Override
  public void take(Options options) {
    authority.relay().change(RelayRole.changes(options, nickname));
    AuthorityOptions wanted = options.authority();
    if (wanted != null) {
      rule(wanted.relays(), options);
      renew(wanted);
    }
  }

  private void rule(AuthoritySettings.Relays relays, Options options) {
    try {
      authority.rule(known(relays, options).addresses());
    } catch (CannotStart e) {
      log.warn("The rules about relays stay as they were: {}", e.getMessage());
    }
  }

  /** With the table of countries, where one is named. */
  private static AuthoritySettings.Relays known(AuthoritySettings.Relays relays, Options options)
      throws CannotStart {
    CountryRules countries = relays.addresses().countries();
    return countries.isNeeded()
        ? relays.with(relays.addresses().with(countries.by(options.paths().countries())))
        : relays;
  }

  private static AuthorityKeys keys(Path folder, AuthorityOptions wanted) throws IOException {
    AuthorityKeys keys = new AuthorityKeyFiles(folder).read();
    return wanted.legacyKey() ? keys.with(AuthorityKeyFiles.legacy(folder).read()) : keys;
  }

  private void renew(AuthorityOptions wanted) {
    try {
      authority.renew(keys(keyFiles, wanted));
    } catch (IOException | IllegalArgumentException e) {
      log.warn("The authority's keys stay as they were: {}", e.getMessage());
    }
  }

  @Override
  public List<MetricsSource> metrics() {
    return List.of(new AuthorityFamilies(authority::totals, authority::lastRound));
  }

  @Override
  public List<String> summary() {
    AuthorityTotals totals = authority.totals();
    return List.of(
        RelayRole.summary(authority.relay()),
        "Authority: voted %d times, published %d consensuses, missed %d rounds"
            .formatted(totals.voted(), totals.published(), totals.missed()));
  }

  @Override
  public Optional<OnionRelay> relay() {
    return Optional.of(authority.relay());
  }

  @Override
  public Optional<AuthorityTotals> authority() {
    return Optional.of(authority.totals());
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      end.close();
      authority.close();
    }
  }
}
