package org.tropea.directory.fetch;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ConsensusDiff;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.SignatureCheck;
import org.tropea.directory.document.SigningKeyId;
import org.tropea.directory.document.UnverifiedConsensus;

/**
 * Which consensuses are taken, by clients and caches alike: of the flavour that was asked for,
 * signed by enough of the authorities, of about now, and newer than the last. Immutable; reading
 * and judging take up to some hundred milliseconds, so never on an event loop.
 */
public final class ConsensusIntake {
  private static final Logger log = LoggerFactory.getLogger(ConsensusIntake.class);

  /** As in C tor, which waits for its distribution besides. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final List<RsaIdentity> authorities;

  /** An intake of what these authorities sign. */
  public ConsensusIntake(Collection<RsaIdentity> authorities) {
    this.authorities = List.copyOf(authorities);
  }

  /** What becomes of a consensus. */
  public sealed interface Verdict {
    /** It is believed, and newer than what we have. */
    record Taken(Consensus consensus) implements Verdict {}

    /**
     * It may be believed once these certificates are there.
     *
     * @param why in words, for those who have fetched them in vain
     */
    record KeysMissing(UnverifiedConsensus consensus, List<SigningKeyId> keys, String why)
        implements Verdict {
      /** Keeps its own copy. */
      public KeysMissing {
        keys = List.copyOf(keys);
      }
    }

    /** It is not taken. */
    record Refused(String why) implements Verdict {}
  }

  /** Reads what a directory sent when it was asked for this flavour. */
  public static UnverifiedConsensus read(byte[] body, Flavour flavour) throws DecodeException {
    return UnverifiedConsensus.read(body, flavour);
  }

  /**
   * The same, of a directory that was asked for a diff too.
   *
   * @param base the consensus that the diff was asked to start from; null where it was not
   */
  public static UnverifiedConsensus read(byte[] body, @Nullable Consensus base, Flavour flavour)
      throws DecodeException {
    return read(
        base != null && ConsensusDiff.isOne(body) ? ConsensusDiff.apply(base, body) : body,
        flavour);
  }

  /**
   * What becomes of a consensus.
   *
   * @param current the one we have of this flavour; null for none
   */
  public Verdict judge(
      UnverifiedConsensus read,
      Collection<KeyCertificate> certificates,
      @Nullable Consensus current,
      Instant now) {
    SignatureCheck check = read.verify(authorities, certificates, now);
    if (check instanceof SignatureCheck.NotEnough notEnough) {
      String why = "the consensus is not believed: " + notEnough.describe();
      return notEnough.mayBecomeEnough() && !notEnough.missing().isEmpty()
          ? new Verdict.KeysMissing(read, notEnough.missing(), why)
          : new Verdict.Refused(why);
    }
    Consensus consensus = ((SignatureCheck.Enough) check).consensus();
    if (!consensus.lifetime().isReasonablyLive(now)) {
      return new Verdict.Refused("the consensus is of another time than this machine's clock");
    }
    if (current != null
        && !consensus.lifetime().validAfter().isAfter(current.lifetime().validAfter())) {
      return new Verdict.Refused("the directory has no newer consensus");
    }
    skew(consensus, now).ifPresent(log::warn);
    if (consensus.malformedRelays() > 0) {
      log.info(
          "The consensus has {} malformed entries; their relays are left out",
          consensus.malformedRelays());
    }
    return new Verdict.Taken(consensus);
  }

  /**
   * What is to be said of the clock where a consensus, taken all the same, starts later than now.
   */
  static Optional<String> skew(Consensus consensus, Instant now) {
    Instant start = consensus.lifetime().validAfter();
    return now.isBefore(start.minus(SKEW))
        ? Optional.of(
            "This machine's clock is "
                + Duration.between(now, start).toMinutes()
                + " minutes behind the start of the consensus, "
                + start
                + ": Tor needs a clock that is right, so check its time and time zone")
        : Optional.empty();
  }
}
