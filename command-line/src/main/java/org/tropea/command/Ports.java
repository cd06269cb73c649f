package org.tropea.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a node listens; an authority's DirPort is in {@link AuthorityOptions}.
 *
 * @param socks empty where SOCKS is off
 * @param onion where a relay listens, and where others reach it; null where it is no relay
 */
record Ports(List<ListenAddress> socks, @Nullable OrPorts onion) {
  static final Option<TorrcLine> SOCKS_PORT =
      Option.of(
              "SocksPort",
              OptionType.DEPENDENT,
              "`PORT`, `ADDRESS:PORT`, `auto`, `0` for none; flags have no effect and are warned"
                  + " of, those that keep streams apart or back are refused; no `unix:`")
          .otherwise("9050")
          .shownAs("`9050`");

  static final Option<TorrcLine> OR_PORT =
      Option.of(
          "ORPort",
          OptionType.DEPENDENT,
          "makes it a relay: `PORT`, `ADDRESS:PORT`, `auto`; the first line of IPv4 counts, and"
              + " the first of IPv6, `[ADDRESS]:PORT`, which is advertised as it stands; with"
              + " `NoListen` it is only advertised, with `NoAdvertise` only listened on, and each"
              + " must be done on IPv4; `IPv4Only`, `IPv6Only`; other flags are warned of; a port"
              + " alone listens on all IPv4 addresses, with `TestingTorNetwork` on 127.0.0.1");

  static final Option<Boolean> CLIENT_ONLY =
      Option.of("ClientOnly", OptionType.BOOLEAN, "`1`: no relay, whatever `ORPort` says")
          .otherwise("0");

  static final Option<Boolean> CLIENT_USE_IPV6 =
      Option.of(
              "ClientUseIPv6",
              OptionType.BOOLEAN,
              "whether links to relays may use IPv6; they use IPv4 only yet, whatever it says")
          .otherwise("1");

  static final List<Option<?>> DECLARED =
      List.of(SOCKS_PORT, OR_PORT, CLIENT_ONLY, CLIENT_USE_IPV6);

  /** Flags that keep streams apart or back, in lower case and singular as C tor compares them. */
  private static final Set<String> PROTECTING =
      Set.of(
          "isolatedestaddr",
          "isolatedestport",
          "nodnsrequest",
          "noipv4traffic",
          "noipv6traffic",
          "oniontrafficonly");

  /** Keeps its own copy of the list. */
  Ports {
    socks = List.copyOf(socks);
  }

  /** Reads them. */
  static Ports read(Torrc torrc, BiConsumer<TorrcLine, String> warn) throws CannotStart {
    List<TorrcLine> onion = torrc.lines(OR_PORT);
    boolean off =
        onion.isEmpty() || onion.get(0).value().strip().equals("0") || torrc.value(CLIENT_ONLY);
    return new Ports(socks(torrc, warn), off ? null : OrPorts.read(onion, torrc.isTesting(), warn));
  }

  /** A port alone is open to everybody, but on a test network to this machine only. */
  static String withAddress(String written, boolean testing) {
    return written.contains(":") || testing ? written : "0.0.0.0:" + written;
  }

  private static List<ListenAddress> socks(Torrc torrc, BiConsumer<TorrcLine, String> warn)
      throws CannotStart {
    List<ListenAddress> ports = new ArrayList<>();
    List<TorrcLine> lines = torrc.lines(SOCKS_PORT);
    boolean off = false;
    for (TorrcLine line : lines) {
      String[] words = line.value().strip().split("\\s+", 2);
      if (words[0].equals("0")) {
        off = true;
        continue;
      }
      ListenAddress address = ListenAddress.of(line, words[0]);
      if (words.length == 2) {
        refuseProtecting(line, words[1]);
        warn.accept(line, "the flags of SocksPort have no effect yet");
      }
      if (!address.isLocal()) {
        warn.accept(
            line, "SocksPort is open to other machines; whoever reaches it can use this client");
      }
      ports.add(address);
    }
    if (off && !ports.isEmpty()) {
      throw lines.get(0).refused("SocksPort 0 stands beside other SocksPort lines; keep one kind");
    }
    return ports;
  }

  private static void refuseProtecting(TorrcLine line, String flags) throws CannotStart {
    for (String flag : flags.toLowerCase(Locale.ROOT).split("\\s+", -1)) {
      String one = flag.endsWith("s") ? flag.substring(0, flag.length() - 1) : flag;
      if (PROTECTING.contains(one) || flag.startsWith("sessiongroup=")) {
        throw line.refused(
            "the flag "
                + flag
                + " of SocksPort does not work yet, and without it streams would go where, or"
                + " together with what, it says they must not; remove it if you want that");
      }
    }
  }
}
