package org.tropea.protocol.message;

/** Why a stream ended, one byte (tor-spec 6.3); numbers without a name here are accepted too. */
public record EndReason(int code) {
  /** None of the others; the only reason an origin gives. */
  public static final EndReason MISC = new EndReason(1);

  /** The host's name was not found. */
  public static final EndReason RESOLVE_FAILED = new EndReason(2);

  /** The host refused the connection. */
  public static final EndReason CONNECT_REFUSED = new EndReason(3);

  /** The exit does not connect to that host or port. */
  public static final EndReason EXIT_POLICY = new EndReason(4);

  /** The circuit is being destroyed. */
  public static final EndReason DESTROY = new EndReason(5);

  /** The connection was closed. */
  public static final EndReason DONE = new EndReason(6);

  /** The connection timed out. */
  public static final EndReason TIMEOUT = new EndReason(7);

  /** There is no route to the host. */
  public static final EndReason NO_ROUTE = new EndReason(8);

  /** The relay saves bandwidth. */
  public static final EndReason HIBERNATING = new EndReason(9);

  /** Internal error. */
  public static final EndReason INTERNAL = new EndReason(10);

  /** The relay has no resources left. */
  public static final EndReason RESOURCE_LIMIT = new EndReason(11);

  /** The connection was reset. */
  public static final EndReason CONNECTION_RESET = new EndReason(12);

  /** Somebody broke the Tor protocol. */
  public static final EndReason TOR_PROTOCOL = new EndReason(13);

  /** The relay is no directory server. */
  public static final EndReason NOT_DIRECTORY = new EndReason(14);

  /** Refuses what is not a byte. */
  public EndReason {
    if (code < 0 || code > 0xff) {
      throw new IllegalArgumentException("a reason is one byte");
    }
  }

  /** The name, or the number of a reason that has none. */
  @Override
  public String toString() {
    return switch (code) {
      case 1 -> "MISC";
      case 2 -> "RESOLVE_FAILED";
      case 3 -> "CONNECT_REFUSED";
      case 4 -> "EXIT_POLICY";
      case 5 -> "DESTROY";
      case 6 -> "DONE";
      case 7 -> "TIMEOUT";
      case 8 -> "NO_ROUTE";
      case 9 -> "HIBERNATING";
      case 10 -> "INTERNAL";
      case 11 -> "RESOURCE_LIMIT";
      case 12 -> "CONNECTION_RESET";
      case 13 -> "TOR_PROTOCOL";
      case 14 -> "NOT_DIRECTORY";
      default -> "reason " + code;
    };
  }
}
