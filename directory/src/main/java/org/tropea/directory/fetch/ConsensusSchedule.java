package org.tropea.directory.fetch;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Parameters;

/**
 * When a client fetches the next consensus, and how: at random in a window that spares the caches,
 * late enough that they have it, early enough that ours is still valid (row P03, dir-spec 5.1).
 */
public final class ConsensusSchedule {
  private ConsensusSchedule() {}

  /** The moment for a client that holds a consensus of this lifetime. */
  static Instant next(Lifetime lifetime, SecureRandom random) {
    Duration interval = Duration.between(lifetime.validAfter(), lifetime.freshUntil());
    Instant start = lifetime.freshUntil().plus(interval.multipliedBy(3).dividedBy(4));
    long window = Duration.between(start, lifetime.validUntil()).toSeconds() * 7 / 8;
    window = Math.max(1, window);
    if (!start.plusSeconds(window).isBefore(lifetime.validUntil())) {
      start = lifetime.validUntil().minusSeconds(window + 1);
    }
    return start.plusSeconds(random.nextLong(window));
  }

  /** Asks for nothing but a newer consensus, by a diff where the one we have is not too old. */
  static DirectoryRequest newerThan(NetworkView current, DirectoryRequest request, Instant now) {
    return newerThan(current.consensus(), current.parameters(), request, now);
  }

  /** The same for a cache, which makes no view of each flavour. */
  public static DirectoryRequest newerThan(
      Consensus consensus, Parameters parameters, DirectoryRequest request, Instant now) {
    DirectoryRequest newer = request.ifModifiedSince(consensus.lifetime().modifiedSince());
    int hours = parameters.get(NetworkParameter.TRY_DIFF_FOR_CONSENSUS_NEWER_THAN);
    return consensus.lifetime().validAfter().isBefore(now.minus(Duration.ofHours(hours)))
        ? newer
        : newer.orDiffFrom(consensus);
  }
}
