package org.tropea.authority;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Flavour;

/** Writes down what it is told of voting, a line for each event. */
final class RecordedVoting implements AuthorityObserver {
  final List<String> events = new ArrayList<>();
  final List<RoundFacts> rounds = new ArrayList<>();

  @Override
  public void roundEnded(RoundFacts round) {
    rounds.add(round);
  }

  @Override
  public void voted(Instant round, int relays) {
    events.add(round + " voted on " + relays);
  }

  @Override
  public void voteTaken(Instant round, RsaIdentity voter, boolean posted) {
    events.add(round + (posted ? " was posted a vote" : " fetched a vote"));
  }

  @Override
  public void consensusMade(Instant round, int votes, int method) {
    events.add(round + " made of " + votes);
  }

  @Override
  public void consensusPublished(Instant round, Flavour flavour, int signatures) {
    events.add(round + " published " + flavour.word() + " with " + signatures);
  }

  @Override
  public void consensusMissed(Instant round, MissReason why) {
    events.add(round + " missed: " + why);
  }
}
