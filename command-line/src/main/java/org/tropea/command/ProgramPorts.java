package org.tropea.command;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** What comes before the flags: a path, which may be quoted, or anything else. */
  private static final Pattern WHERE =
      Pattern.compile(
          "(?:unix:(?:\"(?<quoted>[^\"]+)\"|(?<path>\\S+))|(?<address>\\S+))(?<rest>.*)");

  private ProgramPorts() {}

  /** Reads them. */
  static List<ListenerSettings> read(Torrc torrc, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    List<ListenerSettings> ports = new ArrayList<>();
    boolean group = torrc.value(UNIX_GROUP_WRITABLE);
    ports.addAll(read(Kind.SOCKS, torrc.lines(SOCKS_PORT), group, warn));
    ports.addAll(read(Kind.HTTP_TUNNEL, torrc.lines(HTTP_TUNNEL_PORT), group, warn));
    ports.addAll(read(Kind.DNS, torrc.lines(DNS_PORT), group, warn));
    return List.copyOf(ports);
  }

  private static List<ListenerSettings> read(
      Kind kind, List<TorrcLine> lines, boolean group, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    List<ListenerSettings> ports = new ArrayList<>();
    boolean off = false;
    for (TorrcLine line : lines) {
      Matcher where = WHERE.matcher(line.value().strip());
      if (!where.matches()) {
        throw line.refused(line.key() + " does not say where to listen; write a port");
      }
      if ("0".equals(where.group("address"))) {
        off = true;
      } else {
        ports.add(port(kind, line, where, group, warn));
      }
    }
    if (off && !ports.isEmpty()) {
      String name = kind.optionName();
      throw lines.get(0).refused(name + " 0 stands beside other " + name + " lines; keep one kind");
    }
    return ports;
  }

  private static ListenerSettings port(
      Kind kind, TorrcLine line, Matcher where, boolean group, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    List<String> words =
        Arrays.stream(where.group("rest").split("\\s+")).filter(w -> !w.isEmpty()).toList();
    ListenerFlags flags = ListenerFlags.read(line, words, warn);
    boolean isUnix = where.group("address") == null;
    SocketAddress address =
        isUnix ? unix(kind, line, where) : internet(line, where.group("address"), warn);
    return new ListenerSettings(kind, address, flags.rules(kind), flags.access(isUnix, group));
  }

  private static SocketAddress unix(Kind kind, TorrcLine line, Matcher where)
      throws OptionException {
    if (kind != Kind.SOCKS) {
      throw line.refused(line.key() + " cannot be a unix socket; write a port");
    }
    String quoted = where.group("quoted");
    try {
      return UnixDomainSocketAddress.of(quoted == null ? where.group("path") : quoted);
    } catch (IllegalArgumentException e) {
      throw line.refused("the path of the unix socket is none; correct it");
    }
  }

  private static SocketAddress internet(
      TorrcLine line, String written, BiConsumer<TorrcLine, String> warn) throws OptionException {
    ListenAddress address = ListenAddress.of(line, written);
    if (!address.isLocal()) {
      warn.accept(
          line, line.key() + " is open to other machines; whoever reaches it can use this client");
    }
    return address.address();
  }
}
