package org.tropea.authority;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.tropea.authority.bandwidth.BandwidthFiles;
import org.tropea.authority.intake.UploadSettings;
import org.tropea.authority.reachability.ReachabilitySettings;
import org.tropea.authority.rules.AddressRules;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.directory.network.Authority;

/**
 * How an authority is to work.
 *
 * @param addresses rules for relays by their addresses
 * @param authorities all of the network, ourselves among them
 * @param directory the data directory, which is there
 * @param sharedRandomness AuthDirSharedRandomness: whether to commit and to reveal; the consensus
 *     has the values of others in any case
 * @param listen where its DirPort listens
 * @param bandwidthFiles where others put what they measured of relays
 */
public record AuthoritySettings(
    VoteSettings vote,
    VotingTiming timing,
    UploadSettings uploads,
    ReachabilitySettings reachability,
    AddressRules addresses,
    List<Authority> authorities,
    Path directory,
    boolean sharedRandomness,
    InetSocketAddress listen,
    BandwidthFiles bandwidthFiles) {
  /** Of an authority that knows of no measurements. */
  public AuthoritySettings(
      VoteSettings vote,
      VotingTiming timing,
      UploadSettings uploads,
      ReachabilitySettings reachability,
      AddressRules addresses,
      List<Authority> authorities,
      Path directory,
      boolean sharedRandomness,
      InetSocketAddress listen) {
    this(
        vote,
        timing,
        uploads,
        reachability,
        addresses,
        authorities,
        directory,
        sharedRandomness,
        listen,
        BandwidthFiles.NONE);
  }

  /** Keeps its own copy. */
  public AuthoritySettings {
    authorities = List.copyOf(authorities);
  }
}
