package org.tropea.relay.circuit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long one more handshake would have to wait, by how long those before it took (row C16), with
 * the numbers of C tor: 1 ms each until 100 were timed, always room for 50, nothing that waited as
 * long as the network says. For any thread.
 */
public final class HandshakeLoad {
  private static final Logger log = LoggerFactory.getLogger(HandshakeLoad.class);
  private static final int ALWAYS_ROOM = 50;
  private static final int ENOUGH_TIMED = 100;
  private static final int MAX_TIMED = 500_000;
  private static final Duration ASSUMED = Duration.ofMillis(1);
  private static final Duration MAX_BELIEVED = Duration.ofSeconds(2);
  private static final int SECONDS_BETWEEN_WARNINGS = 60;

  private final int threads;
  private final Supplier<Duration> maxDelay;
  private final Supplier<Duration> cutoff;
  private final InstantSource clock;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicReference<Timed> timed = new AtomicReference<>(new Timed(0, Duration.ZERO));
  private final AtomicLong warned = new AtomicLong();

  /** So many handshakes took so long together. */
  private record Timed(int count, Duration sum) {
    Timed plus(Duration took) {
      Timed more = new Timed(count + 1, sum.plus(took));
      // Those of long ago count for less and less.
      return more.count < MAX_TIMED ? more : new Timed(more.count / 2, more.sum.dividedBy(2));
    }

    Duration each() {
      return count < ENOUGH_TIMED ? ASSUMED : sum.dividedBy(count);
    }
  }

  /**
   * Nothing waits yet.
   *
   * @param threads that compute handshakes
   * @param maxDelay how long one may have to wait at this moment
   * @param cutoff after which time one that has waited is given up, as its client has
   */
  public HandshakeLoad(
      int threads, Supplier<Duration> maxDelay, Supplier<Duration> cutoff, InstantSource clock) {
    this.threads = threads;
    this.maxDelay = maxDelay;
    this.cutoff = cutoff;
    this.clock = clock;
  }

  /** Takes a place in the queue; false where it would wait too long: the circuit is refused. */
  boolean enter() {
    int before = waiting.getAndIncrement();
    if (before < ALWAYS_ROOM || delay(before).compareTo(maxDelay.get()) <= 0) {
      return true;
    }
    waiting.decrementAndGet();
    warn();
    return false;
  }

  /** How long the last of so many has to wait. */
  private Duration delay(int queued) {
    return Objects.requireNonNull(timed.get()).each().multipliedBy(queued).dividedBy(threads);
  }

  /** Gives the place back: its handshake begins now, or never. */
  void leave() {
    waiting.decrementAndGet();
  }

  /** When something begins. */
  Instant now() {
    return clock.instant();
  }

  /** Whether what has waited since then is to be given up, as its client has. */
  boolean isTooOld(Instant since) {
    return Duration.between(since, clock.instant()).compareTo(cutoff.get()) >= 0;
  }

  /** A handshake that began then is done. */
  void done(Instant since) {
    Duration took = Duration.between(since, clock.instant());
    if (!took.isNegative() && took.compareTo(MAX_BELIEVED) < 0) {
      timed.updateAndGet(all -> all.plus(took));
    }
  }

  private void warn() {
    long now = clock.instant().getEpochSecond();
    long last = warned.get();
    if (now - last >= SECONDS_BETWEEN_WARNINGS && warned.compareAndSet(last, now)) {
      log.warn(
          "More circuits are asked of this relay than its processors can open; some are refused."
              + " Give it more of them, or less to do by an ExitPolicy.");
    }
  }
}
