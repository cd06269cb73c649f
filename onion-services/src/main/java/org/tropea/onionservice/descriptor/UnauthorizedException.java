package org.tropea.onionservice.descriptor;

/** A service lets only those clients read its descriptor that it has authorized. */
public final class UnauthorizedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean hadKey;

  UnauthorizedException(boolean hadKey) {
    super(
        hadKey
            ? "the service does not take this client's key"
            : "the service wants its clients to have a key",
        null,
        false,
        false);
    this.hadKey = hadKey;
  }

  /** Whether this client has a key for the service, which is not the right one. */
  public boolean hadKey() {
    return hadKey;
  }
}
