package org.tropea.authority.rules;

import java.net.InetAddress;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tropea.directory.document.CountryTable;

/**
 * Rules by country: AuthDirRejectCCs, AuthDirInvalidCCs, AuthDirBadExitCCs and
 * AuthDirMiddleOnlyCCs. Immutable.
 *
 * @param countries whom each rule is about: two letters, in lower case; {@code ??} for whoever's
 *     country is not known
 * @param table which address is of which country
 */
public record CountryRules(Map<RelayRule, Set<String>> countries, CountryTable table) {
  /** Nothing was decided by country. */
  public static final CountryRules NONE = new CountryRules(Map.of(), CountryTable.NONE);

  /** Keeps its own copies. */
  public CountryRules {
    Map<RelayRule, Set<String>> lower = new EnumMap<>(RelayRule.class);
    countries.forEach(
        (rule, named) ->
            lower.put(
                rule,
                named.stream()
                    .map(each -> each.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet())));
    countries = Collections.unmodifiableMap(lower);
  }

  /** Whether any country is named, so that a table is needed. */
  public boolean isNeeded() {
    return countries.values().stream().anyMatch(named -> !named.isEmpty());
  }

  /** The same by this table. */
  public CountryRules by(CountryTable known) {
    return new CountryRules(countries, known);
  }

  Set<RelayRule> of(InetAddress address) {
    Set<RelayRule> rules = new HashSet<>();
    if (isNeeded()) {
      String country = table.of(address);
      countries.forEach(
          (rule, named) -> {
            if (named.contains(country)) {
              rules.add(rule);
            }
          });
    }
    return rules;
  }
}
