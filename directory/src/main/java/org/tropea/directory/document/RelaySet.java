package org.tropea.directory.document;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;

/**
 * Relays as a user names them (row P09): by fingerprint, nickname, network or country, with commas
 * between them. Immutable.
 *
 * @param networks rules whose networks and ports are meant
 * @param countries two letters each, in lower case; {@code ??} is where none is known
 */
public record RelaySet(
    Set<RsaIdentity> identities,
    Set<String> nicknames,
    List<ExitRule> networks,
    Set<String> countries) {
  /** Nobody. */
  public static final RelaySet NONE = new RelaySet(Set.of(), Set.of(), List.of(), Set.of());

  /** What C tor adds where countries are left out: those of which it knows no country. */
  private static final Set<String> UNKNOWN = Set.of(CountryTable.UNKNOWN, "a1");

  /** Keeps its own copies. */
  public RelaySet {
    identities = Set.copyOf(identities);
    nicknames = Set.copyOf(nicknames);
    networks = List.copyOf(networks);
    countries = Set.copyOf(countries);
  }

  /**
   * Reads the value of such an option.
   *
   * @throws DecodeException when a word names no relay in any of these ways
   */
  public static RelaySet read(String text) throws DecodeException {
    Set<RsaIdentity> identities = new HashSet<>();
    Set<String> nicknames = new HashSet<>();
    List<ExitRule> networks = new ArrayList<>();
    Set<String> countries = new HashSet<>();
    for (String each : text.split(",", -1)) {
      String word = each.strip();
      if (word.matches("\\$?[0-9A-Fa-f]{40}([=~][0-9A-Za-z]{1,19})?")) {
        int start = word.startsWith("$") ? 1 : 0;
        identities.add(RsaIdentity.fromHex(word.substring(start, start + 40)));
      } else if (Nickname.isLegal(word)) {
        nicknames.add(word.toLowerCase(Locale.ROOT));
      } else if (word.matches("\\{[0-9A-Za-z?]{2}}")) {
        countries.add(word.substring(1, 3).toLowerCase(Locale.ROOT));
      } else if (!word.isEmpty()) {
        networks.addAll(ExitRuleReader.read("reject " + word));
      }
    }
    return new RelaySet(identities, nicknames, networks, countries);
  }

  /** The same, and relays whose country is not known. */
  public RelaySet withUnknownCountries() {
    Set<String> more = new HashSet<>(countries);
    more.addAll(UNKNOWN);
    return new RelaySet(identities, nicknames, networks, more);
  }

  /** Whether it names nobody. */
  public boolean isEmpty() {
    return equals(NONE);
  }

  /** Whether the relay is one of them. */
  public boolean contains(RelayEntry relay, CountryTable table) {
    return identities.contains(relay.identity())
        || nicknames.contains(relay.nickname().toLowerCase(Locale.ROOT))
        || networks.stream().anyMatch(network -> isIn(relay, network))
        || (!countries.isEmpty() && countries.contains(table.of(relay.address().getAddress())));
  }

  private static boolean isIn(RelayEntry relay, ExitRule network) {
    return network.matches(relay.address().getAddress(), relay.address().getPort())
        || (relay.ipv6() != null
            && network.matches(relay.ipv6().getAddress(), relay.ipv6().getPort()));
  }
}
