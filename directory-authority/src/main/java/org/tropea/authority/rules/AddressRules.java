package org.tropea.authority.rules;

import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.tropea.directory.document.ExitPolicy;

/**
 * Rules by address; each policy refuses the addresses that it is about, whatever ports it names, as
 * in C tor. Immutable.
 *
 * @param reject AuthDirReject
 * @param invalid AuthDirInvalid
 * @param badExit AuthDirBadExit
 * @param middleOnly AuthDirMiddleOnly
 * @param countries the same by the country that an address is of
 */
public record AddressRules(
    ExitPolicy reject,
    ExitPolicy invalid,
    ExitPolicy badExit,
    ExitPolicy middleOnly,
    CountryRules countries) {

  /** Without ports. */
  public AddressRules {
    reject = reject.forAllPorts();
    invalid = invalid.forAllPorts();
    badExit = badExit.forAllPorts();
    middleOnly = middleOnly.forAllPorts();
  }

  private static final ExitPolicy NOBODY = new ExitPolicy(List.of());

  /** Nothing was decided by address. */
  public static final AddressRules NONE =
      new AddressRules(NOBODY, NOBODY, NOBODY, NOBODY, CountryRules.NONE);

  /** The same with other rules by country. */
  public AddressRules with(CountryRules others) {
    return new AddressRules(reject, invalid, badExit, middleOnly, others);
  }

  Set<RelayRule> of(InetSocketAddress address) {
    Set<RelayRule> rules = EnumSet.noneOf(RelayRule.class);
    add(rules, RelayRule.REJECT, reject, address);
    add(rules, RelayRule.INVALID, invalid, address);
    add(rules, RelayRule.BAD_EXIT, badExit, address);
    add(rules, RelayRule.MIDDLE_ONLY, middleOnly, address);
    rules.addAll(countries.of(address.getAddress()));
    return rules;
  }

  private static void add(
      Set<RelayRule> rules, RelayRule rule, ExitPolicy policy, InetSocketAddress address) {
    if (!policy.allows(address.getAddress(), address.getPort())) {
      rules.add(rule);
    }
  }
}
