package org.tropea.command;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.OptionValue;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Addresses;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.relay.exit.ExitSettings;
import org.tropea.relay.exit.ResolvConf;

/** What a torrc says of an exit, made into one policy as C tor makes it (rows X06 and X08). */
final class ExitOptions {
  static final Option<Optional<Boolean>> EXIT_RELAY =
      Option.of("ExitRelay", OptionType.BOOLEAN_OR_AUTO);

  static final Option<TorrcLine> EXIT_POLICY = Option.of("ExitPolicy", OptionType.LINES);

  static final Option<Boolean> REDUCED_EXIT_POLICY =
      Option.of("ReducedExitPolicy", OptionType.BOOLEAN);

  static final Option<Boolean> REJECT_PRIVATE =
      Option.of("ExitPolicyRejectPrivate", OptionType.BOOLEAN);

  static final Option<Boolean> REJECT_LOCAL_INTERFACES =
      Option.of("ExitPolicyRejectLocalInterfaces", OptionType.BOOLEAN);

  static final Option<Boolean> IPV6_EXIT = Option.of("IPv6Exit", OptionType.BOOLEAN);

  static final Option<String> RESOLV_CONF =
      Option.of("ServerDNSResolvConfFile", OptionType.FILENAME);

  static final Option<Optional<Boolean>> REFUSE_UNKNOWN =
      Option.of("RefuseUnknownExits", OptionType.BOOLEAN_OR_AUTO);

  static final Option<Boolean> DETECT_HIJACKING =
      Option.of("ServerDNSDetectHijacking", OptionType.BOOLEAN);

  static final Option<List<String>> TEST_ADDRESSES =
      Option.of("ServerDNSTestAddresses", OptionType.COMMA_LIST);

  /** Addresses of this machine that links and streams come from. */
  private static final List<String> OUTBOUND =
      List.of(
          "OutboundBindAddress",
          "OutboundBindAddressExit",
          "OutboundBindAddressOR",
          "OutboundBindAddressPT");

  private ExitOptions() {}

  /** All that a torrc says of an exit; the parameters are those of {@link #policy}. */
  static ExitSettings read(
      Torrc torrc, List<InetAddress> own, Supplier<List<InetAddress>> interfaces)
      throws OptionException {
    return new ExitSettings(
        policy(torrc, own, interfaces),
        nameServers(torrc),
        torrc.value(REFUSE_UNKNOWN).orElse(null),
        torrc.value(DETECT_HIJACKING),
        torrc.value(TEST_ADDRESSES));
  }

  /** Those of the file that the torrc names, or of the system where it is an exit. */
  private static ResolvConf nameServers(Torrc torrc) throws OptionException {
    Optional<TorrcLine> line = torrc.line(RESOLV_CONF);
    if (line.isEmpty()) {
      return isExit(torrc) ? ResolvConf.ofSystem() : ResolvConf.NONE;
    }
    try {
      return ResolvConf.read(HomePath.of(line.get().value()));
    } catch (IOException e) {
      throw line.get()
          .refused("the file of ServerDNSResolvConfFile cannot be read; check its path");
    }
  }

  /** With "auto" it is an exit where anything but defaults is said of one, as in C tor. */
  private static boolean isExit(Torrc torrc) throws OptionException {
    boolean said =
        !torrc.lines(EXIT_POLICY).isEmpty()
            || torrc.value(REDUCED_EXIT_POLICY)
            || torrc.value(IPV6_EXIT);
    return torrc.value(EXIT_RELAY).orElse(said);
  }

  /**
   * The policy of a relay whose addresses are {@code own}; nothing unless an exit is asked for.
   *
   * @param interfaces the addresses of this machine, asked for only where they are to be refused
   */
  static ExitPolicy policy(
      Torrc torrc, List<InetAddress> own, Supplier<List<InetAddress>> interfaces)
      throws OptionException {
    if (!isExit(torrc)) {
      return ExitPolicy.REJECT_ALL;
    }
    List<InetAddress> refused = new ArrayList<>();
    ExitPolicy policy = written(torrc);
    if (torrc.value(REJECT_LOCAL_INTERFACES)) {
      refused.addAll(interfaces.get());
      refused.addAll(outbound(torrc));
    }
    if (torrc.value(REJECT_PRIVATE)) {
      refused.addAll(own);
      policy = ExitPolicy.REJECT_PRIVATE.then(refuse(refused)).then(policy);
    } else {
      policy = refuse(refused).then(policy);
    }
    return torrc.value(IPV6_EXIT) ? policy : policy.withoutIpv6();
  }

  private static List<InetAddress> outbound(Torrc torrc) throws OptionException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String name : OUTBOUND) {
      for (TorrcLine line : torrc.all(name)) {
        String text = line.value().strip();
        try {
          addresses.add(
              text.indexOf(':') >= 0
                  ? Addresses.ipv6(text.replaceAll("^\\[|\\]$", ""))
                  : Addresses.ipv4(text));
        } catch (DecodeException e) {
          throw line.refused(name + " is no address");
        }
      }
    }
    return addresses;
  }

  private static ExitPolicy written(Torrc torrc) throws OptionException {
    List<String> rules = new ArrayList<>();
    ExitPolicy policy = new ExitPolicy(List.of());
    for (TorrcLine line : torrc.lines(EXIT_POLICY)) {
      for (String rule : OptionValue.commaList(line.value())) {
        rules.add(rule.replaceAll("[ \t]+", " "));
      }
      try {
        policy = ExitPolicy.read(rules);
      } catch (DecodeException e) {
        throw line.refused("ExitPolicy: " + e.getMessage());
      }
    }
    boolean reduced = torrc.value(REDUCED_EXIT_POLICY);
    return policy.then(reduced ? ExitPolicy.REDUCED : ExitPolicy.DEFAULT);
  }

  private static ExitPolicy refuse(List<InetAddress> addresses) {
    List<String> rules = new ArrayList<>();
    for (InetAddress address : addresses) {
      boolean ipv4 = address.getAddress().length == 4;
      String text = address.getHostAddress().replaceAll("%.*", "");
      rules.add(ipv4 ? "reject " + text + ":*" : "reject6 [" + text + "]:*");
    }
    try {
      return ExitPolicy.read(rules);
    } catch (DecodeException e) {
      throw new IllegalStateException("an address of ours makes no rule", e);
    }
  }
}
