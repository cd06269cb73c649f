package org.tropea.network;

import java.util.ArrayList;
import java.util.List;
import org.tropea.authority.VotingTiming;
import org.tropea.directory.network.Authority;

/**
 * What others need to join a network: C tor, or another Tropea. Immutable.
 *
 * @param authorities all of the network
 * @param timing when they vote
 */
public record Invitation(List<Authority> authorities, VotingTiming timing) {
  /** Keeps its own copy. */
  public Invitation {
    authorities = List.copyOf(authorities);
  }

  /** A {@code DirAuthority} line of torrc for each authority. */
  public List<String> directoryAuthorityLines() {
    return authorities.stream().map(Invitation::line).toList();
  }

  /** The torrc lines of a client or relay that joins. */
  public List<String> torrc() {
    List<String> lines = new ArrayList<>();
    lines.add("TestingTorNetwork 1");
    lines.add("AssumeReachable 1");
    lines.addAll(directoryAuthorityLines());
    return lines;
  }

  /** The further torrc lines of an authority that would vote at the same times. */
  public List<String> votingTorrc() {
    return List.of(
        "V3AuthVotingInterval " + timing.interval().toSeconds(),
        "V3AuthVoteDelay " + timing.voteDelay().toSeconds(),
        "V3AuthDistDelay " + timing.distDelay().toSeconds(),
        "V3AuthNIntervalsValid " + timing.intervalsValid(),
        "TestingV3AuthInitialVotingInterval " + timing.initial().interval().toSeconds(),
        "TestingV3AuthInitialVoteDelay " + timing.initial().voteDelay().toSeconds(),
        "TestingV3AuthInitialDistDelay " + timing.initial().distDelay().toSeconds(),
        "TestingV3AuthVotingStartOffset " + timing.startOffset().toSeconds());
  }

  private static String line(Authority authority) {
    if (authority.v3Identity() == null || authority.onionAddress() == null) {
      throw new IllegalStateException("an authority of this network votes and has an ORPort");
    }
    return "DirAuthority %s orport=%d v3ident=%s %s:%d %s"
        .formatted(
            authority.nickname(),
            authority.onionAddress().getPort(),
            authority.v3Identity().toHex(),
            authority.directoryAddress().getAddress().getHostAddress(),
            authority.directoryAddress().getPort(),
            authority.identity().toHex());
  }
}
