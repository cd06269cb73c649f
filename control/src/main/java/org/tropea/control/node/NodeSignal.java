package org.tropea.control.node;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What SIGNAL can ask for, by all names that C tor knows, its own one first. */
public enum NodeSignal {
  /** Read the torrc again. */
  RELOAD("RELOAD HUP"),
  /** End when what is under way is done; at once where others do not rely on it. */
  SHUTDOWN("SHUTDOWN"),
  /** Say in the log how it fares. */
  DUMP("DUMP USR1"),
  /** Say everything in the log. */
  DEBUG("DEBUG USR2"),
  /** End at once. */
  HALT("HALT TERM INT"),
  /** Be somebody else from now on. */
  NEWNYM("NEWNYM"),
  /** Forget the addresses of names. */
  CLEARDNSCACHE("CLEARDNSCACHE"),
  /** Say in the log that it is alive. */
  HEARTBEAT("HEARTBEAT"),
  /** Wake up. */
  ACTIVE("ACTIVE"),
  /** Do nothing until it is wanted. */
  DORMANT("DORMANT");

  private final String names;

  NodeSignal(String names) {
    this.names = names;
  }

  /** The signal of that name, in any case. */
  public static Optional<NodeSignal> named(String name) {
    return Arrays.stream(values())
        .filter(each -> List.of(each.names.split(" ")).contains(name.toUpperCase(Locale.ROOT)))
        .findFirst();
  }

  /** All names, as {@code GETINFO signal/names} says them. */
  public static String allNames() {
    return Arrays.stream(values()).map(each -> each.names).collect(Collectors.joining(" "));
  }
}
