package org.tropea.authority;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Vote;

/** The votes of one round, at most one of each authority (dir-spec 3.4). Confined as its owner. */
final class PendingVotes {
  private final Set<RsaIdentity> authorities;
  private final Map<RsaIdentity, ServedVote> votes = new HashMap<>();

  PendingVotes(Set<RsaIdentity> authorities) {
    this.authorities = authorities;
  }

  /**
   * Takes a vote for this round's consensus.
   *
   * @param posted when it was posted to us, null where we asked for it
   */
  Reply add(ServedVote served, VotingSchedule schedule, @Nullable Instant posted) {
    Vote vote = served.vote();
    RsaIdentity identity = vote.source().identity();
    if (!authorities.contains(identity)) {
      return Reply.refused("Vote not from a recognized v3 authority");
    }
    if (!vote.header().lifetime().validAfter().equals(schedule.intervalStarts())) {
      return Reply.refused("Bad valid-after time");
    }
    if (posted != null && posted.isAfter(schedule.fetchMissingVotes())) {
      return Reply.refused("Posted vote received too late, would be dangerous to count it");
    }
    Vote known = of(identity);
    if (known != null && known.digest().equals(vote.digest())) {
      return Reply.ok("Duplicate discarded");
    }
    if (known != null && !known.header().published().isBefore(vote.header().published())) {
      return Reply.refused("Already have a newer pending vote");
    }
    votes.put(identity, served);
    return Reply.ok("Vote stored");
  }

  List<Vote> all() {
    return votes.values().stream().map(ServedVote::vote).toList();
  }

  /** The same, as others may have them. */
  List<ServedVote> served() {
    return List.copyOf(votes.values());
  }

  @Nullable Vote of(RsaIdentity identity) {
    ServedVote known = votes.get(identity);
    return known == null ? null : known.vote();
  }

  /** Who has not voted yet. */
  List<RsaIdentity> missing() {
    return authorities.stream().filter(each -> !votes.containsKey(each)).toList();
  }
}
