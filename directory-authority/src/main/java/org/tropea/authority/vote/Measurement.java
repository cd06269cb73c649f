package org.tropea.authority.vote;

import org.jspecify.annotations.Nullable;

/**
 * What was measured of a relay; each null where nothing was.
 *
 * @param believed kilobytes per second by which it gets its flags, unsigned 32 bits
 * @param voted what the vote says, likewise: by this round's file alone
 * @param guardFraction for how much of its time it was seen as a guard, in percent
 */
public record Measurement(
    @Nullable Long believed, @Nullable Long voted, @Nullable Integer guardFraction) {
  /** Of a relay that nobody measured. */
  public static final Measurement NONE = new Measurement(null, null, null);
}
