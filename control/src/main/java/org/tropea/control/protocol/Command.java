package org.tropea.control.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One command as it came. Every character of it is a byte, 0x01 to 0xFF. Immutable.
 *
 * @param name its first word as it was written; begins with {@code +} where a body follows
 * @param line the rest of its line, without the spaces around it
 * @param body the lines behind it without the dots that hide dots, each ended by LF; null for a
 *     command of one line
 */
public record Command(String name, String line, @Nullable String body) {
  /** Prints neither arguments nor body: they may hold passwords and keys. */
  @Override
  public String toString() {
    return "Command";
  }
}
