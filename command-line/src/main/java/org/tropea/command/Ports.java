package org.tropea.command;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tropea.proxy.ListenerSettings;

/**
 * Where a node listens; an authority's DirPort is in {@link AuthorityOptions}.
 *
 * @param programs where programs ask; empty for nowhere
 * @param onion where a relay listens, and where others reach it; null where it is no relay
 */
record Ports(List<ListenerSettings> programs, @Nullable OrPorts onion) {
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
      Stream.concat(
              ProgramPorts.DECLARED.stream(), Stream.of(OR_PORT, CLIENT_ONLY, CLIENT_USE_IPV6))
          .toList();

  /** Keeps its own copy of the list. */
  Ports {
    programs = List.copyOf(programs);
  }

  /** Reads them. */
  static Ports read(Torrc torrc, BiConsumer<TorrcLine, String> warn) throws CannotStart {
    List<TorrcLine> onion = torrc.lines(OR_PORT);
    boolean off =
        onion.isEmpty() || onion.get(0).value().strip().equals("0") || torrc.value(CLIENT_ONLY);
    return new Ports(
        ProgramPorts.read(torrc, warn), off ? null : OrPorts.read(onion, torrc.isTesting(), warn));
  }

  /** A port alone is open to everybody, but on a test network to this machine only. */
  static String withAddress(String written, boolean testing) {
    return written.contains(":") || testing ? written : "0.0.0.0:" + written;
  }
}
