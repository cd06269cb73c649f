package org.tropea.authority;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.SignatureCheck;
import org.tropea.directory.document.UnverifiedConsensus;

/**
 * The last consensus of each flavour, whoever made it, and those that contradict it. Confined as
 * its election.
 */
final class PublishedConsensuses {
  private static final Logger log = LoggerFactory.getLogger(PublishedConsensuses.class);

  private final Set<RsaIdentity> authorities;
  private final KnownCertificates certificates;
  private final Map<Flavour, Consensus> newest = new EnumMap<>(Flavour.class);
  private final List<Consensus> contradictions = new ArrayList<>();

  PublishedConsensuses(Set<RsaIdentity> authorities, KnownCertificates certificates) {
    this.authorities = authorities;
    this.certificates = certificates;
  }

  /** Takes one that we made, and enough signed. */
  void publish(Consensus consensus) {
    newest.put(consensus.flavour(), consensus);
  }

  /** Whether it was taken: enough signed it, and it is newer than ours. */
  boolean add(UnverifiedConsensus consensus, Instant now) {
    Consensus known = newest.get(consensus.flavour());
    if (known != null && contradicts(known, consensus)) {
      if (consensus.verify(authorities, certificates.all(), now)
          instanceof SignatureCheck.Enough enough) {
        log.warn("Alarm consensus-contradicted: enough authorities signed two in one round");
        contradictions.add(enough.consensus());
      }
      return false;
    }
    boolean newer =
        known == null || known.lifetime().validAfter().isBefore(consensus.lifetime().validAfter());
    if (newer
        && consensus.verify(authorities, certificates.all(), now)
            instanceof SignatureCheck.Enough enough) {
      publish(enough.consensus());
      return true;
    }
    return false;
  }

  private static boolean contradicts(Consensus known, UnverifiedConsensus other) {
    return known.lifetime().validAfter().equals(other.lifetime().validAfter())
        && !known.digest().equals(other.digest());
  }

  /** Consensuses that enough signed and that contradict ours, since this was asked last. */
  List<Consensus> takeContradictions() {
    List<Consensus> taken = List.copyOf(contradictions);
    contradictions.clear();
    return taken;
  }

  /** The last of each flavour, live or not. */
  Map<Flavour, Consensus> all() {
    return Map.copyOf(newest);
  }

  /** The last of the flavour that authorities go by; null for none. */
  @Nullable Consensus newest() {
    return newest.get(Flavour.NS);
  }

  /** Its times, where it is live; null where there is none. */
  VotingSchedule.@Nullable Latest latest(Instant now) {
    Consensus consensus = newest();
    return consensus == null || !consensus.lifetime().isLive(now)
        ? null
        : new VotingSchedule.Latest(consensus.lifetime(), consensus.delay());
  }

  /** How often is voted by it, or {@code otherwise} where it is too old. */
  Duration interval(Instant now, Duration otherwise) {
    Consensus consensus = newest();
    if (consensus == null || !consensus.lifetime().isReasonablyLive(now)) {
      return otherwise;
    }
    Lifetime latest = consensus.lifetime();
    return Duration.between(latest.validAfter(), latest.freshUntil());
  }
}
