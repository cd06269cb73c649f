package org.tropea.control.event;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What SETEVENTS can ask for, in C tor's order. */
public enum EventKind {
  CIRC,
  CIRC_MINOR,
  STREAM,
  ORCONN,
  BW,
  DEBUG,
  INFO,
  NOTICE,
  WARN,
  ERR,
  NEWDESC,
  ADDRMAP,
  DESCCHANGED,
  NS,
  STATUS_GENERAL,
  STATUS_CLIENT,
  STATUS_SERVER,
  GUARD,
  STREAM_BW,
  CLIENTS_SEEN,
  NEWCONSENSUS,
  BUILDTIMEOUT_SET,
  SIGNAL,
  CONF_CHANGED,
  CONN_BW,
  CELL_STATS,
  CIRC_BW,
  TRANSPORT_LAUNCHED,
  HS_DESC,
  HS_DESC_CONTENT,
  NETWORK_LIVENESS;

  /** The kind of that name, in any case. */
  public static Optional<EventKind> named(String name) {
    return Arrays.stream(values()).filter(each -> each.name().equalsIgnoreCase(name)).findFirst();
  }

  /** All names, as {@code GETINFO events/names} says them. */
  public static String names() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(" "));
  }
}
