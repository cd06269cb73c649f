package org.tropea.relay.keys;

/** A relay's keys cannot be used as they are on disk; says which file, and what to do. */
public final class KeyFileException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says which file is wrong, and how. */
  public KeyFileException(String message) {
    super(message);
  }

  /** Says which file could not be read or written. */
  public KeyFileException(String message, Exception cause) {
    super(message, cause);
  }
}
