package org.tropea.command;

import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.control.json.JsonListener;
import org.tropea.proxy.ListenerSettings.UnixAccess;

/**
 * Where the JSON API and its page for browsers are (rows Q14 and M07).
 *
 * @param listeners empty for nowhere
 * @param token where the token goes
 */
record JsonOptions(List<JsonListener> listeners, Path token) {
  static final Option<TorrcLine> JSON_PORT = Option.of("JsonPort", OptionType.LINES);

  static final Option<String> TOKEN_FILE = Option.of("JsonTokenFile", OptionType.FILENAME);

  static final Option<TorrcLine> DASHBOARD = Option.of("Dashboard", OptionType.LINES);

  private static final String TOKEN_NAME = "json_auth_token";
  private static final String UNIX = "unix:";

  /** Keeps its own copy. */
  JsonOptions {
    listeners = List.copyOf(listeners);
  }

  /** Reads them. */
  static JsonOptions read(Torrc torrc, Path dataDirectory) throws OptionException {
    List<JsonListener> listeners = new ArrayList<>();
    for (TorrcLine line : torrc.lines(JSON_PORT)) {
      add(line, false, listeners);
    }
    for (TorrcLine line : torrc.lines(DASHBOARD)) {
      add(line, true, listeners);
    }
    String file = torrc.find(TOKEN_FILE).orElse("");
    return new JsonOptions(
        listeners, file.isEmpty() ? dataDirectory.resolve(TOKEN_NAME) : HomePath.of(file));
  }

  private static void add(TorrcLine line, boolean dashboard, List<JsonListener> listeners)
      throws OptionException {
    String written = line.value().strip();
    if (written.equals("0")) {
      return;
    }
    if (!dashboard && written.startsWith(UNIX)) {
      listeners.add(new JsonListener(unix(line, written), UnixAccess.OWNER, false));
      return;
    }
    ListenAddress address = ListenAddress.of(line, written);
    if (!address.isLocal()) {
      throw line.refused(
          line.key()
              + " is for this machine only; write an address of loopback such as 127.0.0.1:9052,"
              + " and reach it from elsewhere through ssh");
    }
    listeners.add(new JsonListener(address.address(), UnixAccess.OWNER, dashboard));
  }

  private static UnixDomainSocketAddress unix(TorrcLine line, String written)
      throws OptionException {
    try {
      return UnixDomainSocketAddress.of(HomePath.of(written.substring(UNIX.length())));
    } catch (IllegalArgumentException e) {
      throw line.refused("the path of the unix socket is none; correct it");
    }
  }
}
