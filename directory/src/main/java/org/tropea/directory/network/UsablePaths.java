package org.tropea.directory.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelayFlag;

/**
 * The part of the guards, middles and exits, each by weight, whose microdescriptors we have: from 0
 * to 1. Below {@code min_paths_for_circs_pct} a client would stand out by its paths, and builds
 * none (path-spec 2.2, dir-spec 5.2).
 *
 * @param exits the middles' part where the consensus has no exit at all
 * @param hasExits whether any relay that we know lets streams out
 */
public record UsablePaths(double guards, double middles, double exits, boolean hasExits) {
  static UsablePaths of(NetworkView network) {
    List<RelayEntry> all = network.wanted();
    List<RelayEntry> guards = all.stream().filter(each -> each.has(RelayFlag.GUARD)).toList();
    List<RelayEntry> exits = new ArrayList<>();
    boolean hasExits = false;
    for (RelayEntry entry : all) {
      if (entry.has(RelayFlag.EXIT)) {
        Optional<Relay> relay = network.relay(entry.identity());
        boolean closed =
            relay.isPresent()
                && relay.get().microdescriptor().policy().rejectsAll()
                && relay.get().microdescriptor().ipv6Policy().rejectsAll();
        if (!closed) {
          exits.add(entry);
          hasExits |= relay.isPresent();
        }
      }
    }
    double middlePart = part(network, all, Position.MIDDLE);
    double exitPart = part(network, exits, Position.EXIT);
    return new UsablePaths(
        part(network, guards, Position.GUARD),
        middlePart,
        !hasExits && exitPart <= 0 ? middlePart : exitPart,
        hasExits);
  }

  /** The part of all paths that we can build. */
  public double fraction() {
    return guards * middles * exits;
  }

  /** Whether that is as much as the network's parameters demand: 60 % by default. */
  public boolean isEnough(Parameters parameters) {
    int percent = parameters.get(NetworkParameter.MIN_PATHS_FOR_CIRCS_PCT);
    return fraction() >= percent / 100.0;
  }

  private static double part(NetworkView network, List<RelayEntry> entries, Position position) {
    double total = 0;
    double usable = 0;
    int count = 0;
    for (RelayEntry entry : entries) {
      double weight = network.weights().of(entry, position);
      boolean known = network.relay(entry.identity()).isPresent();
      total += weight;
      usable += known ? weight : 0;
      count += known ? 1 : 0;
    }
    if (total > 0) {
      return usable / total;
    }
    return entries.isEmpty() ? 0 : (double) count / entries.size();
  }
}
