package org.tropea.protocol.cell;

/** Why a circuit ended, one byte (tor-spec 5.4); numbers without a name here are accepted too. */
public record DestroyReason(int code) {
  /** No reason given, as always from an origin. */
  public static final DestroyReason NONE = new DestroyReason(0);

  /** Somebody broke the Tor protocol. */
  public static final DestroyReason PROTOCOL = new DestroyReason(1);

  /** Internal error. */
  public static final DestroyReason INTERNAL = new DestroyReason(2);

  /** The origin sent a TRUNCATE. */
  public static final DestroyReason REQUESTED = new DestroyReason(3);

  /** The relay saves bandwidth. */
  public static final DestroyReason HIBERNATING = new DestroyReason(4);

  /** Out of memory, sockets or circuit ids. */
  public static final DestroyReason RESOURCE_LIMIT = new DestroyReason(5);

  /** The next relay cannot be reached. */
  public static final DestroyReason CONNECT_FAILED = new DestroyReason(6);

  /** The next relay is not who it should be. */
  public static final DestroyReason OR_IDENTITY = new DestroyReason(7);

  /** The channel that carried the circuit died. */
  public static final DestroyReason CHANNEL_CLOSED = new DestroyReason(8);

  /** The circuit is too old. */
  public static final DestroyReason FINISHED = new DestroyReason(9);

  /** The circuit took too long to build. */
  public static final DestroyReason TIMEOUT = new DestroyReason(10);

  /** A neighbour destroyed the circuit. */
  public static final DestroyReason DESTROYED = new DestroyReason(11);

  /** No such onion service. */
  public static final DestroyReason NO_SUCH_SERVICE = new DestroyReason(12);

  /** Refuses what is not a byte. */
  public DestroyReason {
    if (code < 0 || code > 0xff) {
      throw new IllegalArgumentException("a reason is one byte");
    }
  }

  /** The name, or the number of a reason that has none. */
  @Override
  public String toString() {
    return switch (code) {
      case 0 -> "NONE";
      case 1 -> "PROTOCOL";
      case 2 -> "INTERNAL";
      case 3 -> "REQUESTED";
      case 4 -> "HIBERNATING";
      case 5 -> "RESOURCE_LIMIT";
      case 6 -> "CONNECT_FAILED";
      case 7 -> "OR_IDENTITY";
      case 8 -> "CHANNEL_CLOSED";
      case 9 -> "FINISHED";
      case 10 -> "TIMEOUT";
      case 11 -> "DESTROYED";
      case 12 -> "NO_SUCH_SERVICE";
      default -> "reason " + code;
    };
  }
}
