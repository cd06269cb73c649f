package org.tropea.crypto.bytes;

/**
 * Bytes from outside that are not what their format demands.
 *
 * <p>The only exception hostile bytes can cause in a reader. It has no stack trace, since a peer
 * can make as many as it likes; its message names the field and never its contents. Whoever reads
 * decides what dies of it: a stream, a circuit or a channel.
 */
public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String message;

  /** Says which field of which object is wrong, and how. */
  public DecodeException(String message) {
    super(message, null, false, false);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
