package org.tropea.integration;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tropea.authority.consensus.Method;
import org.tropea.authority.keys.AuthorityKeyFiles;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.authority.vote.ObservedRelay;
import org.tropea.authority.vote.VoteBuilder;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.authority.vote.Watch;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.SharedRandomness;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VotingDelay;

/** Votes of any time, by authorities that do not run. */
final class CraftedVote {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final char[] PASSPHRASE = "test".toCharArray();

  private CraftedVote() {}

  /** New keys below {@code folder}, whose certificate holds from then on for so long. */
  static AuthorityKeys keys(Path folder, Instant from, Period lifetime) throws Exception {
    AuthorityKeyFiles files = new AuthorityKeyFiles(folder);
    files.createIdentity(PASSPHRASE, RANDOM);
    return files.certify(PASSPHRASE, from, lifetime, null, RANDOM);
  }

  /** What an authority on loopback that listens nowhere votes. */
  static VoteSettings settings(String nickname, FlagSettings flags) {
    return settings(nickname, 80, 443, "nobody", flags);
  }

  /** The same of one that has these ports, the directory's first. */
  static VoteSettings settings(
      String nickname, int directoryPort, int orPort, String contact, FlagSettings flags) {
    return new VoteSettings(
        nickname,
        "127.0.0.1",
        InetAddress.getLoopbackAddress(),
        directoryPort,
        orPort,
        contact,
        new TreeSet<>(Method.known()),
        VoteSettings.PROTOCOLS,
        Map.of(),
        flags);
  }

  /** A vote on these relays, published then. */
  static Vote vote(
      VoteSettings settings,
      AuthorityKeys keys,
      List<ObservedRelay> observed,
      Instant published,
      Lifetime lifetime,
      VotingDelay delay) {
    Watch watch = Watch.of(published, Duration.ZERO, null);
    return new VoteBuilder(settings, keys, Set.of())
        .build(observed, watch, lifetime, delay, SharedRandomness.NONE)
        .vote();
  }
}
