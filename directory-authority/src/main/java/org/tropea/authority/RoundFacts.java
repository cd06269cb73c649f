package org.tropea.authority;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;

/**
 * How a round went, as one authority saw it; ourselves are among the voters. Immutable.
 *
 * @param round from when its consensus was to be valid
 * @param authorities all whom we recognise
 * @param votes who voted, and how long after voting began that was here
 * @param signatures who signed what we made, each flavour of it, and how long after voting ended
 *     that was here
 * @param missed why we published no consensus of our own; null where we did
 */
public record RoundFacts(
    Instant round,
    Set<RsaIdentity> authorities,
    Map<RsaIdentity, Duration> votes,
    Map<RsaIdentity, Duration> signatures,
    @Nullable MissReason missed) {
  /** Keeps its own copies. */
  public RoundFacts {
    authorities = Set.copyOf(authorities);
    votes = Map.copyOf(votes);
    signatures = Map.copyOf(signatures);
  }

  /** Who did not vote. */
  public Set<RsaIdentity> withoutVote() {
    return without(votes);
  }

  /** Who did not sign what we made. */
  public Set<RsaIdentity> withoutSignature() {
    return without(signatures);
  }

  private Set<RsaIdentity> without(Map<RsaIdentity, Duration> came) {
    return authorities.stream()
        .filter(each -> !came.containsKey(each))
        .collect(Collectors.toUnmodifiableSet());
  }
}
