package org.tropea.client.pool;

/** No circuit could be had for a stream. */
public final class NoCircuitException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean ourOwnLimit;

  NoCircuitException(String message, boolean ourOwnLimit) {
    super(message, null, false, false);
    this.ourOwnLimit = ourOwnLimit;
  }

  /** Whether a limit of this client is the reason, rather than the network. */
  public boolean isOurOwnLimit() {
    return ourOwnLimit;
  }
}
