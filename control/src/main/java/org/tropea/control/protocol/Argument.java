package org.tropea.control.protocol;

/**
 * {@code KEY=VALUE}, a key alone or a value alone; what is missing is empty. Immutable.
 *
 * @param key as it was written
 * @param value without its quotes
 */
public record Argument(String key, String value) {
  /** Prints nothing: it may be a password. */
  @Override
  public String toString() {
    return "Argument";
  }
}
