package org.tropea.authority;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;

/** When votes and signatures of one round came. Confined as its owner. */
final class RoundArrivals {
  private final Map<RsaIdentity, Instant> votes = new HashMap<>();
  private final Map<RsaIdentity, Instant> signatures = new HashMap<>();

  /** The first vote of an authority counts. */
  void vote(RsaIdentity voter, Instant now) {
    votes.putIfAbsent(voter, now);
  }

  /** All who signed so far. */
  void signatures(Set<RsaIdentity> signers, Instant now) {
    signers.forEach(each -> signatures.putIfAbsent(each, now));
  }

  RoundFacts end(VotingSchedule schedule, Set<RsaIdentity> authorities, @Nullable MissReason why) {
    return new RoundFacts(
        schedule.intervalStarts(),
        authorities,
        since(schedule.votingStarts(), votes),
        since(schedule.votingEnds(), signatures),
        why);
  }

  private static Map<RsaIdentity, Duration> since(Instant start, Map<RsaIdentity, Instant> came) {
    Map<RsaIdentity, Duration> since = new HashMap<>();
    came.forEach((who, when) -> since.put(who, Duration.between(start, when)));
    return since;
  }
}
