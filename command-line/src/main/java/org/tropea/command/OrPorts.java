package org.tropea.command;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.TorrcLine;

/**
 * The ORPort lines of a torrc, sorted out by C tor's rules (row R05): of each kind the first
 * counts.
 *
 * @param listen where it listens over IPv4
 * @param port its port of IPv4 as others reach it; 0 for the one it listens on
 * @param ipv6 where it listens over IPv6; null for nowhere
 * @param ipv6Address where others reach it over IPv6; null for nowhere, port 0 for the one it
 *     listens on
 */
record OrPorts(
    ListenAddress listen,
    int port,
    @Nullable ListenAddress ipv6,
    @Nullable InetSocketAddress ipv6Address) {
  private static final String NO_LISTEN = "nolisten";
  private static final String NO_ADVERTISE = "noadvertise";
  private static final String IPV4_ONLY = "ipv4only";
  private static final String IPV6_ONLY = "ipv6only";

  /** One line. */
  private record OrPort(
      TorrcLine line, ListenAddress at, boolean isIpv6, boolean listens, boolean advertises) {
    static OrPort read(TorrcLine line, boolean testing, BiConsumer<TorrcLine, String> warn)
        throws OptionException {
      List<String> words = Arrays.asList(line.value().strip().split("\\s+"));
      List<String> flags =
          words.subList(1, words.size()).stream().map(w -> w.toLowerCase(Locale.ROOT)).toList();
      for (String flag : flags) {
        if (!List.of(NO_LISTEN, NO_ADVERTISE, IPV4_ONLY, IPV6_ONLY).contains(flag)) {
          warn.accept(line, "ORPort has no flag " + flag + "; it has no effect");
        }
      }
      refuseBoth(line, flags, NO_LISTEN, NO_ADVERTISE);
      refuseBoth(line, flags, IPV4_ONLY, IPV6_ONLY);
      boolean bare = !words.get(0).contains(":");
      String written =
          bare && flags.contains(IPV6_ONLY)
              ? (testing ? "[::1]:" : "[::]:") + words.get(0)
              : Ports.withAddress(words.get(0), testing);
      ListenAddress at = ListenAddress.of(line, written);
      boolean isIpv6 = at.address().getAddress() instanceof Inet6Address;
      if (flags.contains(isIpv6 ? IPV4_ONLY : IPV6_ONLY)) {
        throw line.refused("the address of ORPort is not of the kind that its flag says");
      }
      return new OrPort(
          line, at, isIpv6, !flags.contains(NO_LISTEN), !flags.contains(NO_ADVERTISE));
    }

    private static void refuseBoth(TorrcLine line, List<String> flags, String one, String other)
        throws OptionException {
      if (flags.contains(one) && flags.contains(other)) {
        throw line.refused("ORPort cannot be " + one + " and " + other + "; remove one");
      }
    }
  }

  /** Reads them; at least one is there. */
  static OrPorts read(List<TorrcLine> lines, boolean testing, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    OrPort listen = null;
    OrPort advertised = null;
    OrPort listen6 = null;
    OrPort advertised6 = null;
    for (TorrcLine line : lines) {
      OrPort port = OrPort.read(line, testing, warn);
      boolean counts = false;
      if (port.listens() && (port.isIpv6() ? listen6 : listen) == null) {
        listen6 = port.isIpv6() ? port : listen6;
        listen = port.isIpv6() ? listen : port;
        counts = true;
      }
      if (port.advertises() && (port.isIpv6() ? advertised6 : advertised) == null) {
        advertised6 = port.isIpv6() ? port : advertised6;
        advertised = port.isIpv6() ? advertised : port;
        counts = true;
      }
      if (!counts) {
        warn.accept(line, "only the first ORPort of IPv4 and of IPv6 have an effect yet");
      }
    }
    TorrcLine first = lines.get(0);
    if (listen == null) {
      throw first.refused("a relay needs an ORPort of IPv4 that it listens on; add one");
    }
    if (advertised == null) {
      throw first.refused("a relay needs an ORPort of IPv4 that it advertises; add one");
    }
    return new OrPorts(
        listen.at(),
        advertised.equals(listen) ? 0 : advertised.at().address().getPort(),
        listen6 == null ? null : listen6.at(),
        advertised6 == null ? null : reachable(advertised6, listen6, warn));
  }

  /** Null for an address that nobody reaches. */
  private static @Nullable InetSocketAddress reachable(
      OrPort advertised, @Nullable OrPort listen, BiConsumer<TorrcLine, String> warn) {
    InetSocketAddress address = advertised.at().address();
    if (address.getAddress().isAnyLocalAddress()) {
      warn.accept(
          advertised.line(),
          "an ORPort of all IPv6 addresses is listened on, but not advertised yet: name one");
      return null;
    }
    return advertised.equals(listen) ? new InetSocketAddress(address.getAddress(), 0) : address;
  }
}
