package org.tropea.authority;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tropea.authority.consensus.ConsensusBuilder;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Vote;

/**
 * Who votes, and how we count. Immutable.
 *
 * @param authorities all whom we recognise, ourselves among them
 * @param methods the consensus methods that we support, at least one
 */
public record Electorate(Set<RsaIdentity> authorities, SortedSet<Integer> methods) {
  /** Keeps its own copies. */
  public Electorate {
    authorities = Collections.unmodifiableSet(new LinkedHashSet<>(authorities));
    methods = Collections.unmodifiableSortedSet(new TreeSet<>(methods));
  }

  /** Whether the vote is of one of them. */
  boolean recognises(Vote vote) {
    return authorities.contains(vote.source().identity());
  }

  /** Counts these votes, of which there is at least one. */
  ConsensusBuilder count(Collection<Vote> votes) {
    return new ConsensusBuilder(votes, authorities.size(), methods);
  }
}
