package org.tropea.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.tropea.authority.AuthorityObserver;
import org.tropea.authority.AuthorityRelay;
import org.tropea.authority.AuthoritySettings;
import org.tropea.authority.VotingTiming;
import org.tropea.authority.consensus.Method;
import org.tropea.authority.keys.AuthorityKeyFiles;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.VoteAdvice;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.Subprotocol;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.Settings;
import org.tropea.relay.keys.KeyFileException;
import org.tropea.relay.keys.RelayKeyStore;

/**
 * An authority before it starts: its keys, and the ports that others must know beforehand. Its
 * identity key lies beside its signing key under the passphrase {@value #PASSPHRASE}: there is
 * nothing to protect.
 *
 * @param identity its relay's
 */
record AuthorityPlan(
    String name, Path folder, AuthorityKeys keys, RsaIdentity identity, HeldPorts ports) {
  static final String PASSPHRASE = "tropea";

  private static final Period LIFETIME = Period.ofMonths(12);

  /**
   * For an authority that gives every relay what can be had for the asking, but makes exits only of
   * those that are.
   */
  private static final FlagSettings FLAGS =
      new FlagSettings(
          true,
          false,
          true,
          true,
          FlagSettings.TESTING.minUptimeOnionServiceDirectory(),
          FlagSettings.TESTING.maxServersPerAddress(),
          true,
          true);

  /** What our own relays and clients speak: the public network's lists would keep them out. */
  private static final VoteAdvice PROTOCOLS = spoken(Subprotocol.SPOKEN.text());

  private static VoteAdvice spoken(String all) {
    return new VoteAdvice(null, null, all, all, all, all, List.of());
  }

  /** Reads its keys, or makes them: up to seconds of work. */
  static AuthorityPlan make(String name, Path folder, Machine machine)
      throws IOException, KeyFileException {
    Instant now = machine.clock().instant();
    Path directory = folder.resolve("keys");
    AuthorityKeyFiles files = new AuthorityKeyFiles(directory);
    if (!Files.exists(directory.resolve("authority_identity_key"))) {
      files.createIdentity(PASSPHRASE.toCharArray(), machine.random());
    }
    AuthorityKeys keys =
        files.certify(PASSPHRASE.toCharArray(), now, LIFETIME, null, machine.random());
    RsaIdentity identity =
        new RelayKeyStore(folder, name, machine.curve(), machine.random()).load(now).rsaIdentity();
    return new AuthorityPlan(name, folder, keys, identity, HeldPorts.take(2));
  }

  /** As others know it. */
  Authority authority() {
    return new Authority(name, keys.identity(), identity, at(1), at(0));
  }

  /** Starts it, without voting; its ports are let go just before. */
  AuthorityRelay open(List<Authority> authorities, Machine machine, AuthorityObserver observer)
      throws IOException, KeyFileException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    VoteSettings vote =
        new VoteSettings(
            name,
            loopback.getHostAddress(),
            loopback,
            at(1).getPort(),
            at(0).getPort(),
            "nobody",
            Method.known(),
            PROTOCOLS,
            Map.of(),
            FLAGS);
    Settings relay =
        Settings.builder(name, folder, at(0))
            .address(at(0))
            .directoryPort(at(1))
            .network(authorities)
            .privateAddresses(true)
            .build();
    AuthoritySettings settings =
        new AuthoritySettings(
            new AuthoritySettings.Voting(vote, VotingTiming.DEFAULT, true),
            AuthoritySettings.Relays.TESTING,
            new AuthoritySettings.Place(authorities, folder, at(1)));
    ports.release();
    return AuthorityRelay.open(relay, settings, keys, machine, observer);
  }

  private InetSocketAddress at(int index) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.port(index));
  }
}
