package org.tropea.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.OptionValue;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.network.ReachableAddresses;

/** What a torrc says of the addresses that a client can connect to, as C tor reads it (row P19). */
final class ReachOptions {
  private static final Option<TorrcLine> ALL = Option.of("ReachableAddresses", OptionType.LINES);
  private static final Option<TorrcLine> ONION =
      Option.of("ReachableORAddresses", OptionType.LINES);
  private static final Option<Boolean> FASCIST = Option.of("FascistFirewall", OptionType.BOOLEAN);
  private static final Option<List<String>> FIREWALL_PORTS =
      Option.of("FirewallPorts", OptionType.COMMA_LIST);
  private static final Option<Boolean> IPV4 = Option.of("ClientUseIPv4", OptionType.BOOLEAN);
  private static final Option<Boolean> IPV6 = Option.of("ClientUseIPv6", OptionType.BOOLEAN);
  private static final Option<Optional<Boolean>> PREFER_IPV6 =
      Option.of("ClientPreferIPv6ORPort", OptionType.BOOLEAN_OR_AUTO);

  private static final String HTTPS = "accept *:443";
  private static final String NOTHING_ELSE = "reject *:*";

  private ReachOptions() {}

  /** Which they are. */
  static ReachableAddresses read(Torrc torrc) throws OptionException {
    boolean ipv4 = torrc.value(IPV4);
    boolean wished = torrc.value(PREFER_IPV6).orElse(false);
    boolean ipv6 = torrc.value(IPV6) || !ipv4 || wished;
    return new ReachableAddresses(ipv4, ipv6, !ipv4 || wished, rules(torrc));
  }

  private static ExitPolicy rules(Torrc torrc) throws OptionException {
    List<String> ports = ports(torrc);
    if (!torrc.lines(ONION).isEmpty()) {
      return rules(torrc.lines(ONION));
    } else if (!torrc.lines(ALL).isEmpty()) {
      return rules(torrc.lines(ALL));
    } else if (torrc.value(FASCIST)) {
      return policy(ports.isEmpty() ? List.of(HTTPS) : ports);
    }
    return ExitPolicy.ACCEPT_ALL;
  }

  private static List<String> ports(Torrc torrc) throws OptionException {
    List<String> rules = new ArrayList<>();
    for (String port : torrc.value(FIREWALL_PORTS)) {
      if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) < 1) {
        throw torrc
            .line(FIREWALL_PORTS)
            .orElseThrow()
            .refused("FirewallPorts takes ports from 1 to 65535, with commas between them");
      }
      rules.add("accept *:" + port);
    }
    return rules;
  }

  private static ExitPolicy rules(List<TorrcLine> lines) throws OptionException {
    List<String> rules = new ArrayList<>();
    for (TorrcLine line : lines) {
      for (String rule : OptionValue.commaList(line.value())) {
        rules.add(whole(rule));
      }
      try {
        ExitPolicy.read(rules);
      } catch (DecodeException e) {
        throw line.refused(line.key() + ": " + e.getMessage());
      }
    }
    return policy(rules);
  }

  private static ExitPolicy policy(List<String> rules) {
    List<String> all = new ArrayList<>(rules);
    all.add(NOTHING_ELSE);
    try {
      return ExitPolicy.read(all);
    } catch (DecodeException e) {
      throw new IllegalStateException("rules that were read cannot be read", e);
    }
  }

  /** One that does not say whether it accepts does, and one without ports means all. */
  private static String whole(String rule) {
    String[] words = rule.toLowerCase(Locale.ROOT).split("\\s+", 2);
    String verdict = words.length == 2 ? words[0] : "accept";
    String pattern = words[words.length - 1];
    boolean hasPorts = pattern.indexOf(':', Math.max(0, pattern.indexOf(']'))) >= 0;
    return verdict + " " + pattern + (hasPorts ? "" : ":*");
  }
}
