package org.tropea.relay.accounting;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.store.StateText;
import org.tropea.directory.text.IsoTime;

/**
 * What was used in a period, as the lines {@code Accounting...} of C tor's state file have it.
 * Immutable.
 *
 * @param start of the period; null where none has begun
 * @param read bytes
 * @param written bytes
 * @param secondsActive in which it was counted
 * @param expected bytes a minute
 * @param softLimitHit when the soft limit was reached; null where it was not
 * @param secondsToSoftLimit seconds of counting until then
 * @param bytesAtSoftLimit bytes until then
 */
public record Usage(
    @Nullable Instant start,
    long read,
    long written,
    long secondsActive,
    long expected,
    @Nullable Instant softLimitHit,
    long secondsToSoftLimit,
    long bytesAtSoftLimit) {
  static final Usage NONE = new Usage(null, 0, 0, 0, 0, null, 0, 0);

  private static final long UNIT = 1024;
  private static final String PREFIX = "Accounting";

  static Usage beginning(Instant start, long expected) {
    return new Usage(start, 0, 0, 0, expected, null, 0, 0);
  }

  Usage plus(long moreRead, long moreWritten, long seconds) {
    return new Usage(
        start,
        read + moreRead,
        written + moreWritten,
        secondsActive + seconds,
        expected,
        softLimitHit,
        secondsToSoftLimit,
        bytesAtSoftLimit);
  }

  Usage atSoftLimit(Instant now, long bytes) {
    return new Usage(start, read, written, secondsActive, expected, now, secondsActive, bytes);
  }

  /**
   * What {@code state} says.
   *
   * @throws DecodeException where a line makes no sense
   */
  static Usage read(StateText state) throws DecodeException {
    Instant start = time(state, "IntervalStart");
    if (start == null) {
      return NONE;
    }
    Usage usage =
        new Usage(
            start,
            number(state, "BytesReadInInterval"),
            number(state, "BytesWrittenInInterval"),
            number(state, "SecondsActive"),
            number(state, "ExpectedUsage"),
            time(state, "SoftLimitHitAt"),
            number(state, "SecondsToReachSoftLimit"),
            number(state, "BytesAtSoftLimit"));
    Instant hit = usage.softLimitHit;
    // One of an earlier period says nothing.
    return hit == null || hit.isAfter(start)
        ? usage
        : new Usage(
            start, usage.read, usage.written, usage.secondsActive, usage.expected, null, 0, 0);
  }

  private static @Nullable Instant time(StateText state, String item) throws DecodeException {
    List<String> lines = state.values(PREFIX + item);
    if (lines.isEmpty()) {
      return null;
    }
    String[] parts = lines.get(0).split(" +", -1);
    if (parts.length != 2) {
      throw new DecodeException("a time of accounting is none");
    }
    return IsoTime.read(parts[0], parts[1]);
  }

  /** Of a number with a unit the number counts, which is what programs write. */
  private static long number(StateText state, String item) throws DecodeException {
    List<String> lines = state.values(PREFIX + item);
    try {
      long number = lines.isEmpty() ? 0 : Long.parseLong(lines.get(0).split(" +", -1)[0]);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // As below.
    }
    throw new DecodeException("a number of accounting is none");
  }

  /** {@code state} with these lines. */
  public StateText in(StateText state) {
    StateText text = state;
    text = with(text, "IntervalStart", start == null ? null : IsoTime.write(start));
    text = with(text, "BytesReadInInterval", rounded(read));
    text = with(text, "BytesWrittenInInterval", rounded(written));
    text = with(text, "SecondsActive", said(secondsActive));
    text = with(text, "ExpectedUsage", said(expected));
    text = with(text, "SoftLimitHitAt", softLimitHit == null ? null : IsoTime.write(softLimitHit));
    text = with(text, "SecondsToReachSoftLimit", said(secondsToSoftLimit));
    return with(text, "BytesAtSoftLimit", said(bytesAtSoftLimit));
  }

  private static StateText with(StateText text, String item, @Nullable String value) {
    return text.with(PREFIX + item, value == null ? List.of() : List.of(value));
  }

  /** Nothing where it is C tor's default. */
  private static @Nullable String said(long number) {
    return number == 0 ? null : String.valueOf(number);
  }

  private static @Nullable String rounded(long bytes) {
    return said((bytes + UNIT - 1) / UNIT * UNIT);
  }
}
