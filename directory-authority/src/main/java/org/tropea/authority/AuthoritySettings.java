package org.tropea.authority;

import java.util.List;
import org.tropea.authority.intake.UploadSettings;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.directory.network.Authority;

/**
 * How an authority is to work.
 *
 * @param authorities all of the network, ourselves among them
 */
public record AuthoritySettings(
    VoteSettings vote, VotingTiming timing, UploadSettings uploads, List<Authority> authorities) {
  /** Keeps its own copy. */
  public AuthoritySettings {
    authorities = List.copyOf(authorities);
  }
}
