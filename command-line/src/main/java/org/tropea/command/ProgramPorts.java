package org.tropea.command;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.proxy.ListenerSettings;
import org.tropea.proxy.ListenerSettings.Kind;

/** The ports at which programs ask, of a torrc (rows S05 to S09). */
final class ProgramPorts {
  static final Option<TorrcLine> SOCKS_PORT =
      Option.of("SocksPort", OptionType.DEPENDENT).otherwise("9050");

  static final Option<TorrcLine> HTTP_TUNNEL_PORT =
      Option.of("HTTPTunnelPort", OptionType.DEPENDENT);

  static final Option<TorrcLine> DNS_PORT = Option.of("DNSPort", OptionType.DEPENDENT);

  static final Option<Boolean> UNIX_GROUP_WRITABLE =
      Option.of("UnixSocksGroupWritable", OptionType.BOOLEAN);

  private ProgramPorts() {}

  /** Reads them. */
  static List<ListenerSettings> read(Torrc torrc, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    List<ListenerSettings> ports = new ArrayList<>();
    boolean group = torrc.value(UNIX_GROUP_WRITABLE);
    ports.addAll(read(Kind.SOCKS, ListenLine.all(torrc, SOCKS_PORT), group, warn));
    ports.addAll(read(Kind.HTTP_TUNNEL, ListenLine.all(torrc, HTTP_TUNNEL_PORT), group, warn));
    ports.addAll(read(Kind.DNS, ListenLine.all(torrc, DNS_PORT), group, warn));
    return List.copyOf(ports);
  }

  private static List<ListenerSettings> read(
      Kind kind, List<TorrcLine> lines, boolean group, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    List<ListenerSettings> ports = new ArrayList<>();
    boolean off = false;
    for (TorrcLine line : lines) {
      ListenLine where = ListenLine.read(line);
      if (where.isOff()) {
        off = true;
      } else {
        ports.add(port(kind, where, group, warn));
      }
    }
    if (off && !ports.isEmpty()) {
      String name = kind.optionName();
      throw lines.get(0).refused(name + " 0 stands beside other " + name + " lines; keep one kind");
    }
    return ports;
  }

  private static ListenerSettings port(
      Kind kind, ListenLine where, boolean group, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    TorrcLine line = where.line();
    if (where.isUnix() && kind != Kind.SOCKS) {
      throw line.refused(line.key() + " cannot be a unix socket; write a port");
    }
    ListenerFlags flags = ListenerFlags.read(line, where.flags(), warn);
    SocketAddress address = where.address();
    if (!ListenLine.isLocal(address)) {
      warn.accept(
          line, line.key() + " is open to other machines; whoever reaches it can use this client");
    }
    return new ListenerSettings(
        kind, address, flags.rules(kind), flags.access(where.isUnix(), group));
  }
}
