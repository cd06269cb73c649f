package org.tropea.command;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.TorrcLine;

/** An address to listen on; port 0 lets the system choose one ({@code auto}). */
record ListenAddress(InetSocketAddress address) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Pattern ADDRESS_AND_PORT =
      Pattern.compile(
          "(?:(?<address>\\d{1,3}(?:\\.\\d{1,3}){3}|localhost|\\[[0-9a-f:.]+\\]):)?(?<port>\\w+)");

  /** Whether only this machine reaches it. */
  boolean isLocal() {
    return address.getAddress().isLoopbackAddress();
  }

  /** Reads {@code PORT}, {@code ADDRESS:PORT} or {@code auto} in the place of the port. */
  static ListenAddress of(TorrcLine line, String written) throws OptionException {
    Matcher matcher = ADDRESS_AND_PORT.matcher(written.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw refused(line);
    }
    String name = matcher.group("address");
    // The one name that is known without asking anybody.
    String address = name == null || name.equals("localhost") ? LOOPBACK : name;
    String port = matcher.group("port");
    try {
      // A literal address is never looked up.
      InetSocketAddress socket =
          new InetSocketAddress(address, port.equals("auto") ? 0 : Integer.parseInt(port));
      if (!socket.isUnresolved()) {
        return new ListenAddress(socket);
      }
    } catch (IllegalArgumentException e) {
      // A port above 65535 or no number: refused below.
    }
    throw refused(line);
  }

  private static OptionException refused(TorrcLine line) {
    return line.refused(
        line.key() + " is no PORT or ADDRESS:PORT; write such as 9050, 127.0.0.1:9050 or auto");
  }
}
