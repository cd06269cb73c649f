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

/** How an authority is to work: how it votes, what it makes of relays, and where it is. */
public record AuthoritySettings(Voting voting, Relays relays, Place place) {
  /**
   * How it votes.
   *
   * @param sharedRandomness AuthDirSharedRandomness: whether to commit and to reveal; the consensus
   *     has the values of others in any case
   */
  public record Voting(VoteSettings vote, VotingTiming timing, boolean sharedRandomness) {}

  /**
   * What it makes of relays.
   *
   * @param addresses rules for relays by their addresses
   * @param bandwidthFiles where others put what they measured of relays
   */
  public record Relays(
      UploadSettings uploads,
      ReachabilitySettings reachability,
      AddressRules addresses,
      BandwidthFiles bandwidthFiles) {
    /** In a network on one machine, where nobody measures. */
    public static final Relays TESTING =
        new Relays(
            UploadSettings.TESTING,
            ReachabilitySettings.TESTING,
            AddressRules.NONE,
            BandwidthFiles.NONE);

    /** The same with other rules by address. */
    public Relays with(AddressRules others) {
      return new Relays(uploads, reachability, others, bandwidthFiles);
    }
  }

  /**
   * Where it is.
   *
   * @param authorities all of the network, ourselves among them
   * @param directory the data directory, which is there
   * @param listen where its DirPort listens
   */
  public record Place(List<Authority> authorities, Path directory, InetSocketAddress listen) {
    /** Keeps its own copy. */
    public Place {
      authorities = List.copyOf(authorities);
    }
  }
}
