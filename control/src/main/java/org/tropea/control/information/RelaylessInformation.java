package org.tropea.control.information;

import java.util.List;
import java.util.Optional;
import org.tropea.control.protocol.CommandException;

/** What is asked of relays, answered as by a node that is none. */
public final class RelaylessInformation {
  private static final String CLIENTS =
      "TimeStarted=\"1970-01-01 00:00:00\" CountrySummary= IPVersions=";

  private RelaylessInformation() {}

  /** Adds the keys. */
  public static void addTo(Information information) {
    addPolicies(information);
    addStatus(information);
    information
        .described("stats/ntor/assigned", "Assigned NTor circuit handshake stats.")
        .described("stats/ntor/requested", "Requested NTor circuit handshake stats.")
        .described("stats/tap/assigned", "Assigned TAP circuit handshake stats.")
        .described("stats/tap/requested", "Requested TAP circuit handshake stats.")
        .prefix(
            "stats/ntor/",
            "NTor circuit handshake stats.",
            Source.of(RelaylessInformation::handshakes))
        .prefix(
            "stats/tap/",
            "TAP circuit handshake stats.",
            Source.of(RelaylessInformation::handshakes));
  }

  private static void addPolicies(Information information) {
    Source none = Source.of(key -> noRelay(552, "Not running in server mode"));
    information
        .key("exit-policy/full", "The entire exit policy of onion router", none)
        .key("exit-policy/ipv4", "IPv4 parts of exit policy", none)
        .key("exit-policy/ipv6", "IPv6 parts of exit policy", none)
        .key(
            "exit-policy/reject-private/relay",
            "The relay-specific rules appended to the configured exit policy by"
                + " ExitPolicyRejectPrivate and/or ExitPolicyRejectLocalInterfaces.",
            none);
  }

  private static void addStatus(Information information) {
    information
        .key("status/good-server-descriptor", null, () -> "0")
        .key("status/accepted-server-descriptor", null, () -> "0")
        .key("status/reachability-succeeded", null, () -> "OR=1 DIR=1")
        .key("status/reachability-succeeded/or", null, () -> "1")
        .key("status/reachability-succeeded/dir", null, () -> "1")
        .key(
            "status/clients-seen", "Breakdown of client countries seen by a bridge.", () -> CLIENTS)
        .key(
            "status/fresh-relay-descs",
            "A fresh relay/ei descriptor pair for Tor's current state. Not stored.",
            Source.of(key -> noRelay(551, "Only relays have descriptors")));
  }

  private static Optional<String> noRelay(int code, String words) throws CommandException {
    throw new CommandException(code, words);
  }

  private static Optional<String> handshakes(String key) throws CommandException {
    String which = key.substring(key.indexOf('/', "stats/".length()) + 1);
    return List.of("assigned", "requested").contains(which)
        ? Optional.of("0")
        : noRelay(551, "Unrecognized handshake type");
  }
}
