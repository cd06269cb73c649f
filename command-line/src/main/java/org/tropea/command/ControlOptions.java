package org.tropea.command;

import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.control.ControlListener;
import org.tropea.control.authentication.HashedPassword;
import org.tropea.proxy.ListenerSettings.UnixAccess;

/**
 * Where controllers connect, and whom of them the node lets in (rows Q01, Q02 and Q10).
 *
 * @param listeners empty for no control port
 * @param cookie where the cookie goes; null for none
 * @param cookieGroup whether its group may read it
 * @param addressFile where it is written where the node listens; null for nowhere
 * @param addressGroup whether its group may read that
 * @param owner the process with which the node ends; 0 for none
 * @param attaching whether it is left to controllers to attach streams
 * @param foreseeing whether it is left to controllers to have circuits ready
 */
record ControlOptions(
    List<ControlListener> listeners,
    @Nullable Path cookie,
    boolean cookieGroup,
    List<HashedPassword> passwords,
    @Nullable Path addressFile,
    boolean addressGroup,
    long owner,
    boolean attaching,
    boolean foreseeing) {
  static final Option<TorrcLine> CONTROL_PORT = Option.of("ControlPort", OptionType.DEPENDENT);

  static final Option<TorrcLine> CONTROL_SOCKET = Option.of("ControlSocket", OptionType.LINES);

  static final Option<Boolean> GROUP_WRITABLE =
      Option.of("ControlSocketsGroupWritable", OptionType.BOOLEAN);

  static final Option<Boolean> COOKIE = Option.of("CookieAuthentication", OptionType.BOOLEAN);

  static final Option<String> COOKIE_FILE = Option.of("CookieAuthFile", OptionType.FILENAME);

  static final Option<Boolean> COOKIE_GROUP =
      Option.of("CookieAuthFileGroupReadable", OptionType.BOOLEAN);

  static final Option<TorrcLine> PASSWORD = Option.of("HashedControlPassword", OptionType.LINES);

  static final Option<TorrcLine> SESSION_PASSWORD =
      Option.of("__HashedControlSessionPassword", OptionType.LINES);

  static final Option<String> ADDRESS_FILE =
      Option.of("ControlPortWriteToFile", OptionType.FILENAME);

  static final Option<Boolean> ADDRESS_GROUP =
      Option.of("ControlPortFileGroupReadable", OptionType.BOOLEAN);

  static final Option<String> OWNER = Option.of("__OwningControllerProcess", OptionType.STRING);

  static final Option<Boolean> LEAVES_UNATTACHED =
      Option.of("__LeaveStreamsUnattached", OptionType.BOOLEAN);

  static final Option<Boolean> FORESEES_NOTHING =
      Option.of("__DisablePredictedCircuits", OptionType.BOOLEAN);

  private static final String COOKIE_NAME = "control_auth_cookie";

  /** Keeps its own copies. */
  ControlOptions {
    listeners = List.copyOf(listeners);
    passwords = List.copyOf(passwords);
  }

  /** Whether there is anything to control, or to end with. */
  boolean isWanted() {
    return !listeners.isEmpty() || owner > 0;
  }

  /** Reads them. */
  static ControlOptions read(Torrc torrc, Path dataDirectory, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    List<HashedPassword> passwords = new ArrayList<>();
    readPasswords(torrc.lines(PASSWORD), passwords);
    readPasswords(torrc.lines(SESSION_PASSWORD), passwords);
    String cookieFile = torrc.find(COOKIE_FILE).orElse("");
    Path cookie =
        cookieFile.isEmpty() ? dataDirectory.resolve(COOKIE_NAME) : HomePath.of(cookieFile);
    String addressFile = torrc.find(ADDRESS_FILE).orElse("");
    boolean takesCookie = torrc.value(COOKIE);
    List<ControlListener> listeners = new ArrayList<>();
    boolean group = torrc.value(GROUP_WRITABLE);
    boolean open = passwords.isEmpty() && !takesCookie;
    for (TorrcLine line : ListenLine.all(torrc, CONTROL_PORT)) {
      add(ListenLine.read(line), group, open, listeners, warn);
    }
    for (TorrcLine line : torrc.lines(CONTROL_SOCKET)) {
      add(ListenLine.ofSocket(line), group, open, listeners, warn);
    }
    return new ControlOptions(
        listeners,
        takesCookie ? cookie : null,
        torrc.value(COOKIE_GROUP),
        passwords,
        addressFile.isEmpty() ? null : HomePath.of(addressFile),
        torrc.value(ADDRESS_GROUP),
        owner(torrc),
        torrc.value(LEAVES_UNATTACHED),
        torrc.value(FORESEES_NOTHING));
  }

  private static void readPasswords(List<TorrcLine> lines, List<HashedPassword> passwords)
      throws OptionException {
    for (TorrcLine line : lines) {
      passwords.add(
          HashedPassword.read(line.value().strip())
              .orElseThrow(
                  () ->
                      line.refused(
                          "Bad "
                              + line.key()
                              + ": wrong length or bad encoding; write 16: and 58"
                              + " hex digits")));
    }
  }

  private static void add(
      ListenLine where,
      boolean group,
      boolean open,
      List<ControlListener> listeners,
      BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    if (where.isOff()) {
      return;
    }
    TorrcLine line = where.line();
    SocketAddress address = where.address();
    if (!ListenLine.isLocal(address)) {
      warn.accept(
          line, line.key() + " is open to other machines; whoever gets in can control this node");
    }
    if (open && !where.isUnix()) {
      warn.accept(
          line,
          line.key()
              + " is open to every program of this machine; set CookieAuthentication or"
              + " HashedControlPassword");
    }
    UnixAccess access =
        ListenerFlags.read(line, where.flags(), warn)
            .access(where.isUnix(), where.isUnix() && group);
    listeners.add(new ControlListener(address, where.isUnix() ? access : UnixAccess.OWNER));
  }

  private static long owner(Torrc torrc) throws OptionException {
    String value = torrc.find(OWNER).orElse("").strip();
    if (value.isEmpty()) {
      return 0;
    }
    // C tor leaves room for more words behind the number.
    String number = value.split("[^0-9]", 2)[0];
    if (number.isEmpty() || number.length() > 18 || Long.parseLong(number) == 0) {
      throw torrc
          .line(OWNER)
          .orElseThrow()
          .refused("__OwningControllerProcess is no number of a process; write one");
    }
    return Long.parseLong(number);
  }
}
