package org.tropea.authority.vote;

import java.util.List;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.Vote;

/** A vote of ours, and the microdescriptors that it names, which we have to serve. */
public record Ballot(Vote vote, List<Microdescriptor> microdescriptors) {
  /** Keeps its own copy. */
  public Ballot {
    microdescriptors = List.copyOf(microdescriptors);
  }
}
