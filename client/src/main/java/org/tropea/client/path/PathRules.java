package org.tropea.client.path;

import java.util.List;
import org.tropea.client.guard.BiasSettings;
import org.tropea.directory.network.ReachableAddresses;

/**
 * What whoever runs a client says of its paths. Immutable.
 *
 * @param distinctSubnets whether relays of one path must be of different networks (the torrc option
 *     EnforceDistinctSubnets)
 * @param longLivedPorts ports whose conversations last, so that their relays should be stable
 * @param relays whom the user wants and whom not
 * @param bias when a guard is suspected that fails many circuits
 * @param reachable by which addresses a guard can be reached
 */
public record PathRules(
    boolean distinctSubnets,
    List<Integer> longLivedPorts,
    RelayRules relays,
    BiasSettings bias,
    ReachableAddresses reachable) {
  /** C tor's. */
  public static final List<Integer> LONG_LIVED_PORTS =
      List.of(21, 22, 706, 1863, 5050, 5190, 5222, 5223, 6523, 6667, 6697, 8300);

  /** Those of C tor's clients. */
  public static final PathRules USUAL =
      new PathRules(
          true, LONG_LIVED_PORTS, RelayRules.NONE, BiasSettings.USUAL, ReachableAddresses.ALL);

  /** For networks whose relays are all in one subnet, as in tests. */
  public static final PathRules ONE_SUBNET =
      new PathRules(
          false, LONG_LIVED_PORTS, RelayRules.NONE, BiasSettings.USUAL, ReachableAddresses.ALL);

  /** Keeps its own copy. */
  public PathRules {
    longLivedPorts = List.copyOf(longLivedPorts);
  }
}
