package org.tropea.configuration;

/**
 * Options that cannot be used: what is wrong, where, and what to do, in one line for the user.
 * Nothing comes of them; a program that runs keeps those it has.
 */
public final class OptionException extends Exception {
  private static final long serialVersionUID = 1;

  /** {@code message} is one line for the user. */
  public OptionException(String message) {
    super(message);
  }

  /** The same, with the {@code cause} for the debug log. */
  public OptionException(String message, Throwable cause) {
    super(message, cause);
  }
}
