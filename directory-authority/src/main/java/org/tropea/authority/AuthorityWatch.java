package org.tropea.authority;

import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;

/** What is known of an authority's voting, and who is told. Any thread reads. */
public final class AuthorityWatch {
  private static final Logger log = LoggerFactory.getLogger(AuthorityWatch.class);

  private final AuthorityObserver observer;
  private final LongAdder voted = new LongAdder();
  private final LongAdder votesTaken = new LongAdder();
  private final LongAdder published = new LongAdder();
  private final LongAdder missed = new LongAdder();
  private volatile @Nullable RoundFacts lastRound;

  /** Counts, and tells {@code observer}. */
  public AuthorityWatch(AuthorityObserver observer) {
    this.observer = observer;
  }

  /** Counts, and tells nobody. */
  public static AuthorityWatch silent() {
    return new AuthorityWatch(AuthorityObserver.NONE);
  }

  /** What the counters say now; they are not read at one instant. */
  public AuthorityTotals totals() {
    return new AuthorityTotals(voted.sum(), votesTaken.sum(), published.sum(), missed.sum());
  }

  /** How the last round went; null before one has ended. */
  public @Nullable RoundFacts lastRound() {
    return lastRound;
  }

  void roundEnded(RoundFacts round) {
    lastRound = round;
    int all = round.authorities().size();
    alarm("votes-missing", round.withoutVote().size(), all);
    if (round.missed() == null) {
      alarm("signatures-missing", round.withoutSignature().size(), all);
    } else {
      log.warn("Alarm consensus-missed: this round brought none ({})", round.missed());
    }
    tell(told -> told.roundEnded(round));
  }

  /** Who it is stands in the facts of the round alone. */
  private static void alarm(String name, int missing, int all) {
    if (missing > 0) {
      log.warn("Alarm {}: {} of {} authorities in this round", name, missing, all);
    }
  }

  void voted(Instant round, int relays) {
    voted.increment();
    tell(told -> told.voted(round, relays));
  }

  void voteTaken(Instant round, RsaIdentity voter, boolean posted) {
    votesTaken.increment();
    tell(told -> told.voteTaken(round, voter, posted));
  }

  void consensusMade(Instant round, int votes, int method) {
    tell(told -> told.consensusMade(round, votes, method));
  }

  void consensusPublished(Instant round, Flavour flavour, int signatures) {
    published.increment();
    tell(told -> told.consensusPublished(round, flavour, signatures));
  }

  void consensusMissed(Instant round, MissReason why) {
    missed.increment();
    tell(told -> told.consensusMissed(round, why));
  }

  void consensusServed(Consensus consensus) {
    tell(told -> told.consensusServed(consensus));
  }

  private void tell(Consumer<AuthorityObserver> event) {
    try {
      event.accept(observer);
    } catch (Throwable e) {
      log.error("Bug: an observer of an authority", e);
    }
  }
}
