package org.tropea.authority;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.UnverifiedVote;
import org.tropea.directory.document.Vote;

/**
 * What was read of votes that came in one body. Immutable.
 *
 * @param votes those that count
 * @param broken what ails another; null for nothing
 */
record ReadVotes(List<ServedVote> votes, @Nullable Reply broken) {
  static final Reply UNREADABLE = Reply.refused("Unable to parse vote");

  /** Reads, checks and tries them: takes up to seconds, not on an event loop. */
  static ReadVotes of(byte[] body, Electorate electorate) {
    var batch = UnverifiedVote.readAll(body);
    List<ServedVote> votes = new ArrayList<>();
    Reply broken = batch.refused() > 0 ? UNREADABLE : null;
    for (UnverifiedVote each : batch.documents()) {
      try {
        Vote vote = each.verify();
        if (electorate.recognises(vote)) {
          votes.add(ServedVote.of(vote, electorate.methods()));
        } else {
          broken = Reply.refused("Vote not from a recognized v3 authority");
        }
      } catch (DecodeException e) {
        broken = UNREADABLE;
      }
    }
    return new ReadVotes(votes, broken);
  }
}
