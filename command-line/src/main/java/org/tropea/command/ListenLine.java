package org.tropea.command;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;

/**
 * A line that says where to listen: {@code PORT}, {@code ADDRESS:PORT}, {@code auto} or {@code
 * unix:PATH}, and flags behind it.
 *
 * @param path of a unix socket; null for a port
 * @param port as it is written; empty for a unix socket
 */
record ListenLine(TorrcLine line, @Nullable String path, String port, List<String> flags) {
  private static final String UNIX = "unix:";

  /** What comes before the flags; a path may be quoted. */
  private static final Pattern WHERE =
      Pattern.compile("(?:\"(?<quoted>[^\"]+)\"|(?<plain>\\S+))(?<flags>.*)", Pattern.DOTALL);

  /** Keeps its own copy. */
  ListenLine {
    flags = List.copyOf(flags);
  }

  /**
   * The lines of an option, those among them that are never saved ({@code __SocksPort}), and its
   * default's where there are none.
   */
  static List<TorrcLine> all(Torrc torrc, Option<TorrcLine> option) {
    List<TorrcLine> given = torrc.all(option.row().traits().family());
    return given.isEmpty() ? torrc.lines(option) : given;
  }

  /** Reads one. */
  static ListenLine read(TorrcLine line) throws OptionException {
    String value = line.value().strip();
    return value.startsWith(UNIX)
        ? read(line, value.substring(UNIX.length()), true)
        : read(line, value, false);
  }

  /** Reads one that is a path whether or not it says {@code unix:}. */
  static ListenLine ofSocket(TorrcLine line) throws OptionException {
    String value = line.value().strip();
    return value.equals("0")
        ? read(line, value, false)
        : read(line, value.startsWith(UNIX) ? value.substring(UNIX.length()) : value, true);
  }

  private static ListenLine read(TorrcLine line, String where, boolean unix)
      throws OptionException {
    Matcher parts = WHERE.matcher(where);
    if (!parts.matches() || (!unix && parts.group("plain") == null)) {
      throw line.refused(line.key() + " does not say where to listen; write a port or a path");
    }
    String quoted = parts.group("quoted");
    String plain = quoted == null ? parts.group("plain") : quoted;
    List<String> flags =
        Arrays.stream(parts.group("flags").split("\\s+")).filter(w -> !w.isEmpty()).toList();
    return unix ? new ListenLine(line, plain, "", flags) : new ListenLine(line, null, plain, flags);
  }

  /** Whether it asks for no listener. */
  boolean isOff() {
    return port.equals("0");
  }

  /** Whether it is a unix socket. */
  boolean isUnix() {
    return path != null;
  }

  /** Where to listen; port 0 lets the system choose one. */
  SocketAddress address() throws OptionException {
    String socket = path;
    if (socket == null) {
      return ListenAddress.of(line, port).address();
    }
    try {
      return UnixDomainSocketAddress.of(HomePath.of(socket));
    } catch (IllegalArgumentException e) {
      throw line.refused("the path of the unix socket is none; correct it");
    }
  }

  /** Whether only this machine reaches it. */
  static boolean isLocal(SocketAddress address) {
    return !(address instanceof InetSocketAddress internet)
        || internet.getAddress().isLoopbackAddress();
  }
}
