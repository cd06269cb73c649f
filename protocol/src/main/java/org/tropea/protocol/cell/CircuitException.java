package org.tropea.protocol.cell;

/**
 * The circuit dies, and its channel lives on. No stack trace, since a peer can cause it at will.
 */
public final class CircuitException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient DestroyReason reason;

  /** Says what happened; {@code reason} is what a relay tells its neighbours. */
  public CircuitException(DestroyReason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** The reason on the wire. */
  public DestroyReason reason() {
    return reason;
  }
}
