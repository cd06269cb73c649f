package org.tropea.client.path;

import org.tropea.directory.document.CountryTable;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelaySet;

/**
 * Which relays a user wants and which not (row P09). They are always kept to, as if C tor's option
 * StrictNodes were 1: where no path is left, none is built. Immutable.
 *
 * @param excluded whom no circuit shall pass
 * @param excludedExits whom no circuit shall leave the network by
 * @param exits by whom alone; by anybody where it is empty
 * @param middles who alone shall be in the middle; anybody where it is empty
 */
public record RelayRules(
    RelaySet excluded,
    RelaySet excludedExits,
    RelaySet exits,
    RelaySet middles,
    CountryTable countries) {
  /** Anybody anywhere. */
  public static final RelayRules NONE =
      new RelayRules(RelaySet.NONE, RelaySet.NONE, RelaySet.NONE, RelaySet.NONE, CountryTable.NONE);

  /** Whether circuits may pass it at all, and so begin there. */
  public boolean allows(RelayEntry relay) {
    return !excluded.contains(relay, countries);
  }

  /** Whether they may leave the network by it. */
  boolean allowsExit(RelayEntry relay) {
    return allows(relay)
        && !excludedExits.contains(relay, countries)
        && (exits.isEmpty() || exits.contains(relay, countries));
  }

  /** Whether it may be in the middle. */
  boolean allowsMiddle(RelayEntry relay) {
    return allows(relay) && (middles.isEmpty() || middles.contains(relay, countries));
  }
}
