package org.tropea.protocol.message;

/** The stream dies, and its circuit lives on. No stack trace, since a peer can cause it at will. */
public final class StreamException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient EndReason reason;

  /** Says what happened; {@code reason} is what the other end is told. */
  public StreamException(EndReason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** The reason on the wire. */
  public EndReason reason() {
    return reason;
  }
}
