package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.util.List;
import org.tropea.crypto.key.RsaIdentity;

/**
 * The other authorities, as an election sees them: it sends and asks, and hears by {@link
 * Election#add}. None of it waits.
 */
public interface Peers {
  /** Sends our vote to all. */
  void postVote(Bytes vote);

  /** Asks all for the votes of these authorities. */
  void fetchVotes(List<RsaIdentity> missing);

  /** Sends our signatures to all. */
  void postSignatures(Bytes signatures);

  /** Asks all for the signatures that they have. */
  void fetchSignatures();

  /** Asks all for the latest consensus, since we have none of our own. */
  void fetchConsensus();
}
