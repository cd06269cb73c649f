package org.tropea.protocol.cell;

/** The channel dies, with all its circuits. No stack trace, since a peer can cause it at will. */
public final class ChannelException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says what the peer did. */
  public ChannelException(String message) {
    super(message, null, false, false);
  }
}
