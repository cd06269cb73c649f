package org.tropea.relay.self;

import com.google.crypto.tink.util.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RelayEntry;

/** When a descriptor is too old, or has changed so much, that a new one is due (row R03). */
final class PublishingRules {
  private static final Duration FORCED = Duration.ofHours(18);
  private static final Duration MISSED = Duration.ofMinutes(90);
  private static final Duration YOUNG = Duration.ofHours(24);
  private static final Duration BANDWIDTH_SETTLES = Duration.ofHours(3);
  private static final int BANDWIDTH_FACTOR = 2;

  private PublishingRules() {}

  /** The moment at which one published then is replaced whatever happens. */
  static Instant forced(Instant published) {
    return published.plus(FORCED);
  }

  /** Whether the authorities seem not to have it: not listed, or another one, for 90 minutes. */
  static boolean isMissed(
      Consensus consensus, RsaIdentity identity, Bytes digest, Instant published, Instant now) {
    if (consensus.flavour() != Flavour.NS || now.isBefore(published.plus(MISSED))) {
      return false;
    }
    Optional<RelayEntry> entry =
        consensus.relays().stream().filter(each -> each.identity().equals(identity)).findFirst();
    return entry.isEmpty() || !entry.get().microdescriptor().equals(digest);
  }

  /** Whether what the relay would say now differs from what it said in more than its clock. */
  static boolean hasChanged(RelayDescription said, RelayDescription now, Instant started) {
    RelayDescription comparable =
        new RelayDescription(
            now.nickname(),
            now.address(),
            now.dirPort(),
            now.ipv6(),
            now.platform(),
            now.protocols(),
            said.published(),
            said.uptime(),
            said.bandwidth(),
            said.extraInfo(),
            now.family(),
            now.hibernating(),
            now.onionServiceDirectory(),
            now.contact(),
            now.cachesExtraInfo(),
            now.exitPolicy(),
            now.ipv6Policy(),
            now.tunnelledDirectory(),
            said.overloaded());
    return !said.equals(comparable) || bandwidthHasChanged(said, now, started);
  }

  /** In a relay's first day: the observed bandwidth by a factor of 2, once in three hours. */
  private static boolean bandwidthHasChanged(
      RelayDescription said, RelayDescription now, Instant started) {
    long before = said.bandwidth().observed();
    long after = now.bandwidth().observed();
    boolean young = now.published().isBefore(started.plus(YOUNG));
    boolean settled = !now.published().isBefore(said.published().plus(BANDWIDTH_SETTLES));
    boolean far =
        before != after
            && (after >= before * BANDWIDTH_FACTOR || before >= after * BANDWIDTH_FACTOR);
    return young && settled && far;
  }
}
