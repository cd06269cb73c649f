package org.tropea.command;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.relay.Settings;

/**
 * Who the node is.
 *
 * @param dataDirectory where its keys and documents are
 * @param contact how to reach its operator; null where the torrc does not say
 * @param address a relay's public IPv4 address; null where it is no relay
 * @param user who must have started the process; null for anybody
 * @param family which other relays are this one's operator's
 */
record Identity(
    Path dataDirectory,
    String nickname,
    @Nullable String contact,
    @Nullable InetAddress address,
    @Nullable String user,
    Settings.OwnFamily family) {
  static final Option<String> DATA_DIRECTORY =
      Option.of("DataDirectory", OptionType.FILENAME).otherwise("~/.tropea");

  static final Option<String> NICKNAME =
      Option.of("Nickname", OptionType.STRING).otherwise("Unnamed");

  static final Option<String> CONTACT_INFO = Option.of("ContactInfo", OptionType.STRING);

  static final Option<TorrcLine> ADDRESS = Option.of("Address", OptionType.LINES);

  static final Option<String> USER = Option.of("User", OptionType.STRING);

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9]{1,19}");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  /**
   * Reads it.
   *
   * @param port the ORPort of a relay; null where it is none
   */
  static Identity read(Torrc torrc, @Nullable TorrcLine port) throws OptionException {
    Path dataDirectory = HomePath.of(torrc.value(DATA_DIRECTORY));
    return new Identity(
        dataDirectory,
        nickname(torrc),
        torrc.find(CONTACT_INFO).orElse(null),
        port == null ? null : address(torrc, port),
        torrc.find(USER).orElse(null),
        FamilyOptions.read(torrc, dataDirectory));
  }

  /** Refuses to run for another user than the torrc names: to go on would keep his rights. */
  void checkUser(String running) throws CannotStart {
    if (user != null && !user.equals(running)) {
      throw new CannotStart(
          "the torrc says User "
              + user
              + ", and Tropea cannot change its user: start it as that one");
    }
  }

  private static String nickname(Torrc torrc) throws OptionException {
    String nickname = torrc.value(NICKNAME);
    if (!NAME.matcher(nickname).matches()) {
      throw torrc
          .line(NICKNAME)
          .orElseThrow()
          .refused("Nickname is not 1 to 19 letters and digits; write such a name");
    }
    return nickname;
  }

  private static InetAddress address(Torrc torrc, TorrcLine port) throws OptionException {
    Optional<TorrcLine> line = torrc.line(ADDRESS);
    if (line.isEmpty()) {
      throw port.refused("a relay needs its public IPv4 address; add an Address line");
    }
    String text = line.get().value().strip();
    try {
      if (IPV4.matcher(text).matches()) {
        // A literal address is never looked up.
        return InetAddress.getByName(text);
      }
    } catch (UnknownHostException e) {
      // A number above 255: refused below.
    }
    throw line.get().refused("Address is no IPv4 address; names are not looked up yet");
  }
}
