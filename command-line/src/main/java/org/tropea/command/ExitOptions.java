package org.tropea.command;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Addresses;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.relay.exit.ExitSettings;
import org.tropea.relay.exit.ResolvConf;

/** What a torrc says of an exit, made into one policy as C tor makes it (rows X06 and X08). */
final class ExitOptions {
  /** The options that this class reads, in lower case. */
  static final Set<String> READ =
      Set.of(
          "exitpolicy",
          "exitpolicyrejectlocalinterfaces",
          "exitpolicyrejectprivate",
          "exitrelay",
          "ipv6exit",
          "reducedexitpolicy",
          "refuseunknownexits",
          "serverdnsdetecthijacking",
          "serverdnsresolvconffile",
          "serverdnstestaddresses");

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
      Torrc torrc, boolean testing, InetAddress own, Supplier<List<InetAddress>> interfaces)
      throws CannotStart {
    return new ExitSettings(
        policy(torrc, testing, own, interfaces),
        nameServers(torrc),
        isAuto(torrc, "RefuseUnknownExits")
            ? null
            : Boolean.valueOf(RelayOptions.bool(torrc, "RefuseUnknownExits", true)),
        RelayOptions.bool(torrc, "ServerDNSDetectHijacking", true),
        testNames(torrc));
  }

  /** Those of the file that the torrc names, or of the system where it is an exit. */
  private static ResolvConf nameServers(Torrc torrc) throws CannotStart {
    Optional<TorrcLine> line = torrc.last("ServerDNSResolvConfFile");
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

  private static List<String> testNames(Torrc torrc) {
    Optional<TorrcLine> line = torrc.last("ServerDNSTestAddresses");
    return line.isEmpty()
        ? ExitSettings.TEST_NAMES
        : Stream.of(line.get().value().split("[,\\s]+", -1)).filter(n -> !n.isEmpty()).toList();
  }

  private static boolean isAuto(Torrc torrc, String name) {
    Optional<TorrcLine> line = torrc.last(name);
    return line.isEmpty() || line.get().value().strip().equalsIgnoreCase("auto");
  }

  /** With "auto" it is an exit where anything but defaults is said of one, as in C tor. */
  private static boolean isExit(Torrc torrc) throws CannotStart {
    return isAuto(torrc, "ExitRelay")
        ? !torrc.all("ExitPolicy").isEmpty()
            || RelayOptions.bool(torrc, "ReducedExitPolicy", false)
            || RelayOptions.bool(torrc, "IPv6Exit", false)
        : RelayOptions.bool(torrc, "ExitRelay", false);
  }

  /**
   * The policy of a relay whose address is {@code own}; nothing unless an exit is asked for.
   *
   * @param testing whether it is for a network of tests, whose exits lead to private addresses
   * @param interfaces the addresses of this machine, asked for only where they are to be refused
   */
  static ExitPolicy policy(
      Torrc torrc, boolean testing, InetAddress own, Supplier<List<InetAddress>> interfaces)
      throws CannotStart {
    if (!isExit(torrc)) {
      return ExitPolicy.REJECT_ALL;
    }
    List<InetAddress> refused = new ArrayList<>();
    ExitPolicy policy = written(torrc);
    if (RelayOptions.bool(torrc, "ExitPolicyRejectLocalInterfaces", false)) {
      refused.addAll(interfaces.get());
      refused.addAll(outbound(torrc));
    }
    if (RelayOptions.bool(torrc, "ExitPolicyRejectPrivate", !testing)) {
      refused.add(own);
      policy = ExitPolicy.REJECT_PRIVATE.then(refuse(refused)).then(policy);
    } else {
      policy = refuse(refused).then(policy);
    }
    return RelayOptions.bool(torrc, "IPv6Exit", false) ? policy : policy.withoutIpv6();
  }

  private static List<InetAddress> outbound(Torrc torrc) throws CannotStart {
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

  private static ExitPolicy written(Torrc torrc) throws CannotStart {
    List<String> rules = new ArrayList<>();
    ExitPolicy policy = new ExitPolicy(List.of());
    for (TorrcLine line : torrc.all("ExitPolicy")) {
      for (String rule : line.value().split(",", -1)) {
        rules.add(rule.strip());
      }
      try {
        policy = ExitPolicy.read(rules);
      } catch (DecodeException e) {
        throw line.refused("ExitPolicy: " + e.getMessage());
      }
    }
    boolean reduced = RelayOptions.bool(torrc, "ReducedExitPolicy", false);
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
