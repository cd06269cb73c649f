package org.tropea.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.AuthorityTotals;
import org.tropea.authority.RoundFacts;
import org.tropea.crypto.key.RsaIdentity;

/**
 * How an authority fares in voting; C tor has no such families. Of the others it says only what
 * every authority can see: when their votes and signatures were here in the last round.
 */
public final class AuthorityFamilies implements MetricsSource {
  private static final double NANOS = 1e9;

  private final Supplier<AuthorityTotals> totals;
  private final Supplier<@Nullable RoundFacts> lastRound;

  /** Of an authority; {@code lastRound} gives null before a round has ended. */
  public AuthorityFamilies(
      Supplier<AuthorityTotals> totals, Supplier<@Nullable RoundFacts> lastRound) {
    this.totals = totals;
    this.lastRound = lastRound;
  }

  @Override
  public List<Family> families() {
    AuthorityTotals now = totals.get();
    List<Family> counted =
        List.of(
            Family.counter("tropea_authority_voted_total", "Rounds in which it voted")
                .with(now.voted()),
            Family.counter("tropea_authority_votes_taken_total", "Votes of others that counted")
                .with(now.votesTaken()),
            Family.counter(
                    "tropea_authority_consensuses_total",
                    "Consensuses of its own that enough signed, each flavour for itself")
                .with(now.published()),
            Family.counter(
                    "tropea_authority_missed_rounds_total",
                    "Rounds that brought no consensus of its own")
                .with(now.missed()));
    RoundFacts round = lastRound.get();
    return round == null ? counted : Stream.concat(counted.stream(), of(round).stream()).toList();
  }

  private static List<Family> of(RoundFacts round) {
    return List.of(
        Family.gauge(
                "tropea_authority_round_seconds",
                "From when the last round's consensus was to be valid, in seconds since 1970")
            .with(round.round().getEpochSecond()),
        Family.gauge(
                "tropea_authority_votes_missing", "Authorities without a vote in the last round")
            .with(round.withoutVote().size()),
        Family.gauge(
                "tropea_authority_signatures_missing",
                "Authorities that did not sign what the last round made")
            .with(round.withoutSignature().size()),
        arrivals(
            Family.gauge(
                "tropea_authority_vote_seconds",
                "How long after voting began each vote of the last round was here"),
            round.votes()),
        arrivals(
            Family.gauge(
                "tropea_authority_signature_seconds",
                "How long after voting ended each signature of the last round was here"),
            round.signatures()));
  }

  private static Family arrivals(Family family, Map<RsaIdentity, Duration> came) {
    came.forEach(
        (authority, after) -> family.with(after.toNanos() / NANOS, "authority", authority.toHex()));
    return family;
  }
}
