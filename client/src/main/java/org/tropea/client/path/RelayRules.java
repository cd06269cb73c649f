package org.tropea.client.path;

import java.util.List;
import org.tropea.directory.document.CountryTable;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelaySet;

/**
 * Which relays a user wants and which not (row P09). They are always kept to, as if C tor's option
 * StrictNodes were 1: where no path is left, none is built. Immutable.
 *
 * @param excluded whom no circuit shall pass
 * @param excludedExits whom no circuit shall leave the network by
 * @param entries whom alone they shall enter by; anybody where it is empty
 * @param exits by whom alone they leave it; by anybody where it is empty
 * @param middles who alone shall be in the middle; anybody where it is empty
 * @param families of each of which a circuit passes one relay at most
 * @param secondLayer who alone shall stand second in paths for onion services; vanguards-lite where
 *     it is empty
 * @param thirdLayer who alone shall stand third in them; anybody where it is empty
 */
public record RelayRules(
    RelaySet excluded,
    RelaySet excludedExits,
    RelaySet entries,
    RelaySet exits,
    RelaySet middles,
    List<RelaySet> families,
    RelaySet secondLayer,
    RelaySet thirdLayer,
    CountryTable countries) {
  /** Anybody anywhere. */
  public static final RelayRules NONE =
      new RelayRules(
          RelaySet.NONE,
          RelaySet.NONE,
          RelaySet.NONE,
          RelaySet.NONE,
          RelaySet.NONE,
          List.of(),
          CountryTable.NONE);

  /** Keeps its own copy. */
  public RelayRules {
    families = List.copyOf(families);
  }

  /** Those without a layer of the user's own. */
  public RelayRules(
      RelaySet excluded,
      RelaySet excludedExits,
      RelaySet entries,
      RelaySet exits,
      RelaySet middles,
      List<RelaySet> families,
      CountryTable countries) {
    this(
        excluded,
        excludedExits,
        entries,
        exits,
        middles,
        families,
        RelaySet.NONE,
        RelaySet.NONE,
        countries);
  }

  /** Whether circuits may pass it at all. */
  public boolean allows(RelayEntry relay) {
    return !excluded.contains(relay, countries);
  }

  /** Whether they may enter the network by it. */
  boolean allowsEntry(RelayEntry relay) {
    return allows(relay) && (entries.isEmpty() || entries.contains(relay, countries));
  }

  /** Whether the user says that both are of one family. */
  boolean joins(RelayEntry one, RelayEntry two) {
    return families.stream()
        .anyMatch(family -> family.contains(one, countries) && family.contains(two, countries));
  }

  /** Whether they may leave the network by it. */
  boolean allowsExit(RelayEntry relay) {
    return allows(relay)
        && !excludedExits.contains(relay, countries)
        && (exits.isEmpty() || exits.contains(relay, countries));
  }

  /** Whether it may stand second in paths for onion services, where the user says who may. */
  boolean isSecond(RelayEntry relay) {
    return allows(relay) && secondLayer.contains(relay, countries);
  }

  /** Whether it may stand third in them, where the user says who may. */
  boolean isThird(RelayEntry relay) {
    return allows(relay) && thirdLayer.contains(relay, countries);
  }

  /** Whether it may be in the middle. */
  boolean allowsMiddle(RelayEntry relay) {
    return allows(relay) && (middles.isEmpty() || middles.contains(relay, countries));
  }
}
