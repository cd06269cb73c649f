package org.tropea.command;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.tropea.client.HostKind;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.address.AddressRule;
import org.tropea.proxy.address.VirtualNetwork;
import org.tropea.proxy.request.Caution;

/**
 * What a torrc says of programs' requests, whichever port they come by (rows S11 and S12).
 *
 * @param caution what the user wants to be kept from
 * @param addresses what is asked for in the place of what programs name
 */
record ProgramOptions(Caution caution, AddressMap.Settings addresses) {
  static final Option<TorrcLine> SOCKS_POLICY = Option.of("SocksPolicy", OptionType.LINES);

  static final Option<Boolean> SAFE_SOCKS = Option.of("SafeSocks", OptionType.BOOLEAN);

  static final Option<Boolean> TEST_SOCKS = Option.of("TestSocks", OptionType.BOOLEAN);

  static final Option<List<String>> WARN_PLAINTEXT_PORTS =
      Option.of("WarnPlaintextPorts", OptionType.COMMA_LIST);

  static final Option<List<String>> REJECT_PLAINTEXT_PORTS =
      Option.of("RejectPlaintextPorts", OptionType.COMMA_LIST);

  static final Option<TorrcLine> MAP_ADDRESS = Option.of("MapAddress", OptionType.LINES);

  static final Option<Boolean> AUTOMAP = Option.of("AutomapHostsOnResolve", OptionType.BOOLEAN);

  static final Option<List<String>> AUTOMAP_SUFFIXES =
      Option.of("AutomapHostsSuffixes", OptionType.COMMA_LIST);

  static final Option<String> VIRTUAL_IPV4 = Option.of("VirtualAddrNetworkIPv4", OptionType.STRING);

  static final Option<String> VIRTUAL_IPV6 = Option.of("VirtualAddrNetworkIPv6", OptionType.STRING);

  /** Reads them; {@code refuseInternal} is ClientRejectInternalAddresses. */
  static ProgramOptions read(
      Torrc torrc, boolean refuseInternal, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    Caution caution =
        new Caution(
            AddressPolicy.read(torrc.lines(SOCKS_POLICY), "accept *:*"),
            torrc.value(SAFE_SOCKS),
            torrc.value(TEST_SOCKS),
            ports(torrc, WARN_PLAINTEXT_PORTS),
            ports(torrc, REJECT_PLAINTEXT_PORTS),
            refuseInternal);
    List<AddressRule> rules = new ArrayList<>();
    for (TorrcLine line : torrc.lines(MAP_ADDRESS)) {
      rules.add(rule(line, warn));
    }
    AddressMap.Settings addresses =
        new AddressMap.Settings(
            rules,
            torrc.value(AUTOMAP) ? suffixes(torrc) : List.of(),
            network(torrc, VIRTUAL_IPV4, VirtualNetwork.MAX_IPV4_BITS),
            network(torrc, VIRTUAL_IPV6, VirtualNetwork.MAX_IPV6_BITS));
    return new ProgramOptions(caution, addresses);
  }

  private static Set<Integer> ports(Torrc torrc, Option<List<String>> option)
      throws OptionException {
    Set<Integer> ports = new HashSet<>();
    for (String word : torrc.value(option)) {
      // C tor compares the words: what is no port is no request's.
      if (word.matches("\\d{1,5}")) {
        ports.add(Integer.parseInt(word));
      } else {
        throw torrc
            .line(option)
            .orElseThrow()
            .refused(option.name() + " holds what is no port; write numbers with commas");
      }
    }
    return ports;
  }

  private static AddressRule rule(TorrcLine line, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    String[] words = line.value().strip().split("\\s+", 3);
    if (words.length < 2) {
      throw line.refused("MapAddress needs two hosts; write both");
    }
    if (words.length > 2) {
      warn.accept(line, "MapAddress has more than two words; only the first two count");
    }
    try {
      return AddressRule.of(words[0], words[1]);
    } catch (IllegalArgumentException e) {
      throw line.refused("MapAddress cannot be: " + e.getMessage());
    }
  }

  private static List<String> suffixes(Torrc torrc) throws OptionException {
    return torrc.value(AUTOMAP_SUFFIXES).stream()
        .map(suffix -> suffix.startsWith(".") ? suffix : "." + suffix)
        .toList();
  }

  private static VirtualNetwork network(Torrc torrc, Option<String> option, int most)
      throws OptionException {
    String[] words = torrc.value(option).split("/", 2);
    String text = words[0];
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    InetAddress base = HostKind.address(bracketed ? text.substring(1, text.length() - 1) : text);
    boolean ofFamily =
        base != null && (base.getAddress().length == 4) == (most == VirtualNetwork.MAX_IPV4_BITS);
    int bits = words.length == 2 && words[1].matches("\\d{1,3}") ? Integer.parseInt(words[1]) : -1;
    if (base == null || !ofFamily || bits < 0 || bits > most) {
      throw torrc
          .line(option)
          .orElseThrow()
          .refused(
              option.name()
                  + " is no network of that family of at most "
                  + most
                  + " bits; write such as "
                  + option.initial());
    }
    return new VirtualNetwork(base, bits);
  }
}
