package org.tropea.authority;

import org.tropea.directory.document.Vote;
import org.tropea.directory.serve.ServedDocument;

/** A vote, ready to be sent to the other authorities. Immutable. */
record ServedVote(Vote vote, ServedDocument document) {
  /** Packs it: not on an event loop. */
  static ServedVote of(Vote vote) {
    return new ServedVote(vote, ServedDocument.deflated(vote.text()));
  }
}
