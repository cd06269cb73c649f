package org.tropea.authority;

import java.net.InetSocketAddress;
import java.util.List;
import org.tropea.authority.intake.UploadSettings;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.directory.network.Authority;

/**
 * How an authority is to work.
 *
 * @param authorities all of the network, ourselves among them
 * @param listen where its DirPort listens
 */
public record AuthoritySettings(
    VoteSettings vote,
    VotingTiming timing,
    UploadSettings uploads,
    List<Authority> authorities,
    InetSocketAddress listen) {
  /** Keeps its own copy. */
  public AuthoritySettings {
    authorities = List.copyOf(authorities);
  }
}
