package org.tropea.relay.history;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;

/**
 * What crossed a relay in one direction, as C tor counts it: the bytes of each of the last five
 * periods of 24 hours, and the most of any ten seconds in a row. Periods begin where the relay was
 * first started, not at midnight. Confined to its owner's loop.
 */
final class TrafficHistory {
  /** How many seconds a peak is made of. */
  static final int PEAK_SECONDS = 10;

  /** A period, in seconds. */
  static final int PERIOD = 86_400;

  private static final int PERIODS = 5;

  /** What the state file says is rounded down to this. */
  private static final long UNIT = 1024;

  /** The most periods that are read, of whatever length: C tor once had some of 15 minutes. */
  private static final int MOST_READ = 1_000;

  private final long[] seconds = new long[PEAK_SECONDS];
  private final Deque<Period> past = new ArrayDeque<>(PERIODS);
  private long second;
  private long periodEnds;
  private long lastSeconds;
  private long peak;
  private long total;

  /** A period that is over: all its bytes, and the most of ten seconds. */
  private record Period(long total, long peak) {}

  /** As a line of four items of the state file has it, whole. */
  record Saved(Instant ends, int interval, List<String> values, List<String> maxima) {
    /** Keeps its own copies. */
    Saved {
      values = List.copyOf(values);
      maxima = List.copyOf(maxima);
    }
  }

  /** One that begins now. */
  TrafficHistory(Instant now) {
    second = now.getEpochSecond();
    periodEnds = second + PERIOD;
  }

  /** So many bytes more; what is said of the past counts for the last second. */
  void add(Instant now, long bytes) {
    advance(now.getEpochSecond());
    int slot = slot();
    seconds[slot] += bytes;
    lastSeconds += bytes;
    total = saturatedSum(total, bytes);
    peak = Math.max(peak, lastSeconds);
  }

  private int slot() {
    return (int) Math.floorMod(second, (long) PEAK_SECONDS);
  }

  /** Nothing crosses until {@code now}; a clock that was set back stands still here. */
  private void advance(long now) {
    long quiet = now - second;
    if (quiet > (long) (PERIODS + 1) * PERIOD) {
      // After a long sleep nothing of before counts.
      past.clear();
      forgetSeconds();
      peak = 0;
      total = 0;
      second = now;
      periodEnds = now + PERIOD;
      return;
    }
    for (; quiet > 0; quiet--) {
      second++;
      int slot = slot();
      lastSeconds -= seconds[slot];
      seconds[slot] = 0;
      if (second >= periodEnds) {
        endPeriod();
      }
    }
  }

  private void endPeriod() {
    if (past.size() == PERIODS) {
      past.removeFirst();
    }
    past.addLast(new Period(total, peak));
    total = 0;
    // What goes on over the end is a peak of both.
    peak = lastSeconds;
    periodEnds += PERIOD;
  }

  private void forgetSeconds() {
    Arrays.fill(seconds, 0);
    lastSeconds = 0;
  }

  /** The most bytes of ten seconds; without those of the period that is not over, unless told. */
  long peak(boolean withCurrent) {
    long most = withCurrent ? peak : 0;
    for (Period each : past) {
      most = Math.max(most, each.peak());
    }
    return most;
  }

  /** The bytes of each period that is over, as they are published. */
  List<Long> totals() {
    return past.stream().map(each -> rounded(each.total())).toList();
  }

  /** When the last of them ended. */
  Instant lastEnd() {
    return Instant.ofEpochSecond(periodEnds - PERIOD);
  }

  /** For the state file, with the period that is not over. */
  Saved save() {
    List<String> values = new ArrayList<>();
    List<String> maxima = new ArrayList<>();
    for (Period each : past) {
      values.add(String.valueOf(rounded(each.total())));
      maxima.add(String.valueOf(rounded(each.peak() / PEAK_SECONDS)));
    }
    values.add(String.valueOf(rounded(total)));
    maxima.add(String.valueOf(rounded(peak / PEAK_SECONDS)));
    return new Saved(Instant.ofEpochSecond(periodEnds), PERIOD, values, maxima);
  }

  private static long rounded(long bytes) {
    return bytes / UNIT * UNIT;
  }

  /**
   * One that goes on where {@code saved} ended; what is too old, or of the future, is left out, as
   * C tor does it.
   *
   * @throws DecodeException where a number is none
   */
  static TrafficHistory restore(Saved saved, Instant now) throws DecodeException {
    List<Period> periods = new ArrayList<>();
    boolean withMaxima = saved.maxima().size() == saved.values().size();
    for (int i = 0; i < saved.values().size(); i++) {
      long total = number(saved.values().get(i));
      long each = withMaxima ? number(saved.maxima().get(i)) : total / saved.interval();
      periods.add(new Period(total, saturated(each)));
    }
    long end = saved.ends().getEpochSecond();
    long start = end - (long) saved.interval() * periods.size();
    TrafficHistory history = new TrafficHistory(now);
    boolean usable =
        !periods.isEmpty()
            && periods.size() <= MOST_READ
            && end >= now.getEpochSecond() - (long) PERIODS * PERIOD
            && start <= now.getEpochSecond()
            && start >= now.getEpochSecond() - 2L * PERIODS * PERIOD;
    if (usable) {
      history.goOn(start, saved.interval(), periods, now.getEpochSecond());
    }
    return history;
  }

  private void goOn(long start, int interval, List<Period> periods, long now) {
    second = start;
    periodEnds = start + PERIOD;
    long from = start;
    for (Period each : periods) {
      if (from >= now) {
        break;
      }
      long last = Math.min(from + interval, now);
      total = saturatedSum(total, each.total());
      peak = Math.max(peak, each.peak());
      advance(last);
      from = last;
    }
    advance(now);
    forgetSeconds();
  }

  private static long saturated(long eachSecond) {
    return eachSecond > Long.MAX_VALUE / PEAK_SECONDS ? Long.MAX_VALUE : eachSecond * PEAK_SECONDS;
  }

  private static long saturatedSum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  private static long number(String text) throws DecodeException {
    try {
      long number = Long.parseUnsignedLong(text.strip());
      return number < 0 ? Long.MAX_VALUE : number;
    } catch (NumberFormatException e) {
      throw new DecodeException("a number of bytes is none");
    }
  }
}
