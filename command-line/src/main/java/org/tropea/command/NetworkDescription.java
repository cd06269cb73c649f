package org.tropea.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.VotingTiming;
import org.tropea.network.Invitation;
import org.tropea.network.LocalNetwork;
import org.tropea.network.Node;

/**
 * A network as {@code network.json} says it. Names once written stay what they are.
 *
 * @param authorities {@code DirAuthority} lines
 * @param torrc the lines of a client or relay that joins
 * @param votingTorrc the further lines of an authority that would vote at the same times
 */
record NetworkDescription(
    String folder,
    List<String> authorities,
    List<String> torrc,
    List<String> votingTorrc,
    Voting voting,
    List<NodeDescription> nodes) {
  /** When the authorities vote, in seconds. */
  record Voting(
      long interval,
      long voteDelay,
      long distDelay,
      int intervalsValid,
      long initialInterval,
      long startOffset) {
    static Voting of(VotingTiming timing) {
      return new Voting(
          timing.interval().toSeconds(),
          timing.voteDelay().toSeconds(),
          timing.distDelay().toSeconds(),
          timing.intervalsValid(),
          timing.initial().interval().toSeconds(),
          timing.startOffset().toSeconds());
    }
  }

  /** A node: ports that its kind has not are left out. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record NodeDescription(
      String name,
      String kind,
      String state,
      @Nullable String address,
      @Nullable Integer orPort,
      @Nullable Integer dirPort,
      @Nullable Integer socksPort,
      @Nullable String fingerprint,
      @Nullable String onionService,
      String folder) {
    static NodeDescription of(Node node) {
      return new NodeDescription(
          node.name(),
          node.kind().word(),
          node.state().name().toLowerCase(Locale.ROOT),
          "127.0.0.1",
          port(node.ports().onion()),
          port(node.ports().directory()),
          port(node.ports().socks()),
          node.fingerprint().map(each -> each.toHex()).orElse(null),
          node.onionService().map(each -> each.write() + ".onion").orElse(null),
          node.folder().toString());
    }

    private static @Nullable Integer port(int port) {
      return port == 0 ? null : port;
    }
  }

  static NetworkDescription of(LocalNetwork network, Invitation invitation) {
    return new NetworkDescription(
        network.folder().toString(),
        invitation.directoryAuthorityLines(),
        invitation.torrc(),
        invitation.votingTorrc(),
        Voting.of(invitation.timing()),
        network.nodes().stream().map(NodeDescription::of).toList());
  }
}
