package org.tropea.client.path;

/** The network as we know it has no relay that fits a position of the path. */
public final class NoPathException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says which position cannot be filled, and by what demand. */
  public NoPathException(String message) {
    super(message, null, false, false);
  }
}
