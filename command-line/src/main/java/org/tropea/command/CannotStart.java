package org.tropea.command;

/**
 * Tropea cannot start, and the user can change that: the message says what is wrong, where, and
 * what to do. Ends the process with exit code 1.
 */
public class CannotStart extends Exception {
  private static final long serialVersionUID = 1;

  /** {@code message} is one line for the user. */
  public CannotStart(String message) {
    super(message);
  }

  /** The same, with the {@code cause} for the debug log. */
  public CannotStart(String message, Throwable cause) {
    super(message, cause);
  }
}
