package org.tropea.onionservice.effort;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Clients that wait for a service, those first who have worked more (proposal 327, 3.4.2), with the
 * bounds of C tor: where too many wait, those of the lower half are dropped, and whoever has waited
 * for 15 seconds is. Confined to one thread.
 *
 * @param <T> what is known of a client
 */
public final class EffortQueue<T> {
  /** How often an effort is suggested anew. */
  public static final Duration UPDATE_PERIOD = Duration.ofMinutes(5);

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int LONGEST_WAIT_SECONDS = 30;

  /** So many rendezvous may be under way, before those who have worked too little wait. */
  private static final int CHEAP_UNDER_WAY = 16;

  private final Terms terms;
  private final TreeSet<Waiting<T>> waiting =
      new TreeSet<>(
          Comparator.<Waiting<T>>comparingLong(Waiting::effort)
              .reversed()
              .thenComparingLong(Waiting::number));
  private long numbers;
  private long tokens;
  private Instant filled;
  private long suggested;
  private long totalEffort;
  private long handled;
  private long mostDropped;
  private boolean wasBusy;

  /**
   * How many are served.
   *
   * @param rate in a second on average; 0 where there is no such limit
   * @param burst at once; not less than the rate, or there is no limit
   * @param firstEffort that is suggested before it is known how many come, 0 to 2^32 - 1
   */
  public record Terms(int rate, int burst, long firstEffort) {
    /** C tor's. */
    public static final Terms USUAL = new Terms(250, 2500);

    /** Suggesting no effort at first, as C tor. */
    public Terms(int rate, int burst) {
      this(rate, burst, 0);
    }

    boolean isLimited() {
      return rate > 0 && burst >= rate;
    }

    /** So few that nobody has to work more. */
    int low() {
      return isLimited() ? Math.max(8, rate / 4) : 16;
    }

    /** So many that the lower half goes. */
    int high() {
      return isLimited()
          ? Math.toIntExact(Math.min(Integer.MAX_VALUE, burst + 2L * LONGEST_WAIT_SECONDS * rate))
          : 16_384;
    }
  }

  private record Waiting<T>(long effort, long number, Instant since, T client) {
    boolean isTooOld(Instant now) {
      return now.isAfter(since.plus(PATIENCE));
    }
  }

  /** Empty. */
  public EffortQueue(Terms terms, Instant now) {
    this.terms = terms;
    this.tokens = terms.burst();
    this.filled = now;
    this.suggested = terms.firstEffort();
  }

  /** Queues a client that has proved {@code effort}; 0 for one that has proved nothing. */
  public void add(T client, long effort, Instant now) {
    waiting.add(new Waiting<>(effort, numbers++, now, client));
    totalEffort += effort;
    if (waiting.size() >= terms.high()) {
      trim(now);
    }
  }

  private void trim(Instant now) {
    int kept = 0;
    Iterator<Waiting<T>> all = waiting.iterator();
    while (all.hasNext()) {
      Waiting<T> each = all.next();
      if (kept == terms.high() / 2 || each.isTooOld(now)) {
        mostDropped = Math.max(mostDropped, each.effort());
        all.remove();
      } else {
        kept++;
      }
    }
  }

  /**
   * The client to be served now.
   *
   * @param underWay how many rendezvous are
   * @return empty where nobody waits, or nobody's turn has come: ask again in a tenth of a second
   */
  public Optional<T> next(Instant now, int underWay) {
    while (!waiting.isEmpty()
        && (underWay < CHEAP_UNDER_WAY || waiting.first().effort() >= suggested)
        && mayServe(now)) {
      Waiting<T> first = waiting.pollFirst();
      if (!first.isTooOld(now)) {
        handled++;
        wasBusy |= waiting.size() >= terms.low();
        return Optional.of(first.client());
      }
    }
    return Optional.empty();
  }

  private boolean mayServe(Instant now) {
    if (!terms.isLimited()) {
      return true;
    }
    long seconds = Duration.between(filled, now).toSeconds();
    if (seconds > 0) {
      tokens = Math.min(terms.burst(), tokens + Math.min(seconds, terms.burst()) * terms.rate());
      filled = filled.plusSeconds(seconds);
    } else if (seconds < 0) {
      filled = now;
    }
    if (tokens == 0) {
      return false;
    }
    tokens--;
    return true;
  }

  /** How many wait. */
  public int size() {
    return waiting.size();
  }

  /** The effort that clients are told to make. */
  public long suggested() {
    return suggested;
  }

  /**
   * A period is over: suggests more where clients who did as they were told were dropped or wait,
   * and less where nobody had to wait (proposal 327, 3.4.3).
   */
  public void update() {
    if (mostDropped > suggested || (wasBusy && isFirstWorthwhile())) {
      long average = handled == 0 ? 0 : totalEffort / handled;
      suggested = Math.min(Math.max(suggested + 1, average), 0xffffffffL);
    } else if (!wasBusy && waiting.size() < terms.low()) {
      suggested = 2 * suggested / 3;
    }
    totalEffort = 0;
    handled = 0;
    mostDropped = 0;
    wasBusy = false;
  }

  private boolean isFirstWorthwhile() {
    return !waiting.isEmpty() && waiting.first().effort() >= suggested;
  }

  /** Whether the suggestion differs so much from the published one that all should be told. */
  public boolean isNews(long published) {
    return suggested < published * 0.85 || published * 1.15 < suggested;
  }
}
