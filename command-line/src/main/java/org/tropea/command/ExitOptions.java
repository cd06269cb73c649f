package org.tropea.command;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.ExitPolicy;

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
          "reducedexitpolicy");

  private ExitOptions() {}

  /**
   * The policy of a relay whose address is {@code own}; nothing unless ExitRelay 1 asks for an
   * exit.
   *
   * @param testing whether it is for a network of tests, whose exits lead to private addresses
   * @param interfaces the addresses of this machine, asked for only where they are to be refused
   */
  static ExitPolicy policy(
      Torrc torrc, boolean testing, InetAddress own, Supplier<List<InetAddress>> interfaces)
      throws CannotStart {
    if (!RelayOptions.bool(torrc, "ExitRelay", false)) {
      return ExitPolicy.REJECT_ALL;
    }
    List<InetAddress> refused = new ArrayList<>();
    ExitPolicy policy = written(torrc);
    if (RelayOptions.bool(torrc, "ExitPolicyRejectLocalInterfaces", false)) {
      refused.addAll(interfaces.get());
    }
    if (RelayOptions.bool(torrc, "ExitPolicyRejectPrivate", !testing)) {
      refused.add(own);
      policy = ExitPolicy.REJECT_PRIVATE.then(refuse(refused)).then(policy);
    } else {
      policy = refuse(refused).then(policy);
    }
    return RelayOptions.bool(torrc, "IPv6Exit", false) ? policy : policy.withoutIpv6();
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
