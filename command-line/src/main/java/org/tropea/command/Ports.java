package org.tropea.command;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.proxy.ListenerSettings;

/**
 * Where a node listens; an authority's DirPort is in {@link AuthorityOptions}.
 *
 * @param programs where programs ask; empty for nowhere
 * @param onion where a relay listens, and where others reach it; null where it is no relay
 */
record Ports(List<ListenerSettings> programs, @Nullable OrPorts onion) {
  static final Option<TorrcLine> OR_PORT = Option.of("ORPort", OptionType.DEPENDENT);

  static final Option<Boolean> CLIENT_ONLY = Option.of("ClientOnly", OptionType.BOOLEAN);

  /** Keeps its own copy of the list. */
  Ports {
    programs = List.copyOf(programs);
  }

  /** Reads them. */
  static Ports read(Torrc torrc, BiConsumer<TorrcLine, String> warn) throws OptionException {
    List<TorrcLine> onion = ListenLine.all(torrc, OR_PORT);
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
