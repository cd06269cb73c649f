package org.tropea.client.pool;

/** No circuit could be had for a stream. */
public final class NoCircuitException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Why {
    /** More streams wait than this client lets wait. */
    OUR_LIMIT,
    /** No exit of the network serves the port. */
    NO_EXIT,
    /** None could be built in time. */
    TOO_LATE,
    /** The pool was closed. */
    CLOSED
  }

  private final Why why;

  NoCircuitException(Why why, String message) {
    super(message, null, false, false);
    this.why = why;
  }

  /** Why not. */
  public Why why() {
    return why;
  }
}
