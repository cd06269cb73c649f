package org.tropea.relay.self;

import java.time.Instant;

/**
 * The bandwidth that a relay has shown it can carry, as C tor counts it (dir-spec 2.1.1,
 * "bandwidth-observed"): the most bytes of any ten seconds in a row, by their tenth, of the lesser
 * direction. What is more than five days old counts no more.
 *
 * <p>A relay of C tor has always carried its own self-test, 1,000 cells of 514 bytes in less than
 * ten seconds; so no relay of C tor says less, and clients pass over who says 0. Ours does not send
 * itself these cells, but says no less either: C tor lets nobody run a relay that is given less
 * than 75 kB a second.
 *
 * <p>On a network that is no test network, C tor does not count the day that is not over, and keeps
 * the others on disk. Here nothing is on disk, so all counts that was seen since the start.
 * Confined to its owner's loop.
 */
public final class ObservedBandwidth {
  /** What the self-test of C tor shows, in bytes a second. */
  static final int SELF_TEST = 1_000 * 514 / 10;

  private static final int SECONDS = 10;
  private static final int DAY = 86_400;
  private static final int DAYS = 5;

  private final Direction read = new Direction();
  private final Direction written = new Direction();
  private long lastRead;
  private long lastWritten;

  /** All that was carried until {@code now}, in bytes since the start; asked about each second. */
  public void note(Instant now, long bytesRead, long bytesWritten) {
    read.add(now.getEpochSecond(), bytesRead - lastRead);
    written.add(now.getEpochSecond(), bytesWritten - lastWritten);
    lastRead = bytesRead;
    lastWritten = bytesWritten;
  }

  /** In bytes a second; at least what a self-test would show. */
  public int perSecond() {
    long shown = Math.min(read.most(), written.most()) / SECONDS;
    return (int) Math.min(Integer.MAX_VALUE, Math.max(SELF_TEST, shown));
  }

  private static final class Direction {
    private final long[] seconds = new long[SECONDS];
    private final long[] most = new long[DAYS];
    private long sum;
    private long second = Long.MIN_VALUE;

    void add(long now, long bytes) {
      if (second == Long.MIN_VALUE) {
        second = now;
      }
      // A clock that was set back stands still here; after a long sleep nothing of before counts.
      for (long gone = Math.min(now - second, (long) DAYS * DAY); gone > 0; gone--) {
        second = now - gone + 1;
        int slot = (int) Math.floorMod(second, (long) SECONDS);
        sum -= seconds[slot];
        seconds[slot] = 0;
        if (Math.floorMod(second, (long) DAY) == 0) {
          most[day()] = 0;
        }
      }
      seconds[(int) Math.floorMod(second, (long) SECONDS)] += bytes;
      sum += bytes;
      most[day()] = Math.max(most[day()], sum);
    }

    private int day() {
      return (int) Math.floorMod(Math.floorDiv(second, (long) DAY), (long) DAYS);
    }

    long most() {
      long max = 0;
      for (long each : most) {
        max = Math.max(max, each);
      }
      return max;
    }
  }
}
