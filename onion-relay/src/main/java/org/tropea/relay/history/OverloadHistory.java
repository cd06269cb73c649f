package org.tropea.relay.history;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.text.IsoTime;

/**
 * When a relay last had more to do than it can (dir-spec 2.1.1 and 2.1.2, {@code overload-general},
 * {@code overload-ratelimits}, {@code overload-fd-exhausted}; row R15). It says the hour and no
 * more, so that nobody sees by it what a flood did. Confined to its owner's loop.
 */
public final class OverloadHistory {
  private static final Duration REMEMBERED = Duration.ofDays(3);
  private static final Duration RATES_REMEMBERED = Duration.ofDays(1);

  /** A rate that is reached counts once in so long. */
  private static final Duration COUNTED = Duration.ofMinutes(1);

  /** Fewer handshakes than this say nothing. */
  private static final long LEAST_HANDSHAKES = 1000;

  /** Parts of a percent in the parameter of the network. */
  private static final double SCALE = 1000;

  private static final int VERSION = 1;

  private @Nullable Instant general;
  private @Nullable Instant rates;
  private @Nullable Instant descriptors;
  private final Counted reads = new Counted();
  private final Counted writes = new Counted();
  private @Nullable Instant assessed;
  private long requestedBefore;
  private long droppedBefore;

  /** How many minutes had one. */
  private static final class Counted {
    private long count;
    private @Nullable Instant last;

    void note(Instant now) {
      Instant before = last;
      if (before == null || !now.isBefore(before.plus(COUNTED))) {
        count++;
        last = now;
      }
    }
  }

  /** Memory, or the ports of this machine, were used up. */
  public void general(Instant now) {
    general = hour(now);
  }

  /** Something had to wait before it was read, as the relay's rate was reached. */
  public void readLimit(Instant now) {
    rates = hour(now);
    reads.note(now);
  }

  /** Something had to wait before it was written. */
  public void writeLimit(Instant now) {
    rates = hour(now);
    writes.note(now);
  }

  /** There were no file descriptors left. */
  public void descriptorsExhausted(Instant now) {
    descriptors = hour(now);
  }

  /**
   * Looks at the handshakes since the start; where too many of a period were dropped, that is a
   * general overload.
   *
   * @param requested all that came, those dropped among them
   * @param period how long is looked at once, as the network says
   * @param scalePercent thousandths of a percent that may be dropped, as the network says
   */
  public void handshakes(
      Instant now, long requested, long dropped, Duration period, int scalePercent) {
    Instant due = assessed;
    if (due != null && (now.isBefore(due) || requested - requestedBefore < LEAST_HANDSHAKES)) {
      return;
    }
    if (due != null) {
      double share = (double) (dropped - droppedBefore) / (requested - requestedBefore);
      if (share >= scalePercent / SCALE / 100) {
        general(now);
      }
    }
    assessed = now.plus(period);
    requestedBefore = requested;
    droppedBefore = dropped;
  }

  private static Instant hour(Instant now) {
    return now.truncatedTo(ChronoUnit.HOURS);
  }

  /** The hour of the last general overload, for the descriptor; null where none is recent. */
  public @Nullable Instant general(Instant now, boolean said) {
    return said && isRecent(general, REMEMBERED, now) ? general : null;
  }

  private static boolean isRecent(@Nullable Instant time, Duration remembered, Instant now) {
    return time != null && time.isAfter(now.minus(remembered));
  }

  /**
   * The lines of the extra-info document.
   *
   * @param rate bytes a second that the relay may carry
   * @param burst bytes at once
   */
  public List<String> lines(Instant now, long rate, long burst) {
    List<String> lines = new ArrayList<>();
    Instant limited = rates;
    if (limited != null && isRecent(limited, RATES_REMEMBERED, now)) {
      lines.add(
          "overload-ratelimits %d %s %d %d %d %d"
              .formatted(VERSION, IsoTime.write(limited), rate, burst, reads.count, writes.count));
    }
    Instant exhausted = descriptors;
    if (exhausted != null && isRecent(exhausted, REMEMBERED, now)) {
      lines.add("overload-fd-exhausted %d %s".formatted(VERSION, IsoTime.write(exhausted)));
    }
    return lines;
  }
}
