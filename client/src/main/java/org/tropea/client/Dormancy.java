package org.tropea.client;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client leaves the network alone since nobody uses it (row P18): it fetches no documents
 * and builds no circuits until somebody asks for a stream.
 *
 * <p>As in C tor it is looked at every five minutes, and the time goes by a clock that nobody sets:
 * a computer that slept, or whose clock jumped, has not been left alone for that long. Confined to
 * the client's loop.
 */
final class Dormancy {
  private static final Duration PERIOD = Duration.ofMinutes(5);

  private final EventLoop loop;
  private final DormantSettings settings;
  private final Use use;
  private final Sleeper sleeper;
  private @Nullable Future<?> everyPeriod;
  private boolean dormant;
  private boolean used;
  private long lastUse;

  /** How it is used now. */
  interface Use {
    /** Whether it serves others by itself, such as an onion service. */
    boolean isServing();

    /** Whether any stream is open. */
    boolean hasStreams();

    /** Whether anything crossed a stream since this was asked last. */
    boolean hasMoved();
  }

  /** Who does it. */
  interface Sleeper {
    /** Leave the network alone, or take part in it again. */
    void dormant(boolean now);
  }

  /** One that is awake, and does nothing until it is begun. */
  Dormancy(EventLoop loop, DormantSettings settings, Use use, Sleeper sleeper) {
    this.loop = loop;
    this.settings = settings;
    this.use = use;
    this.sleeper = sleeper;
    this.lastUse = now();
  }

  /** What a state file says of it. */
  record Remembered(boolean dormant, int minutesSinceUse) {}

  /**
   * Goes on where the state file ends, and looks at it from now on.
   *
   * @param remembered null where the file says nothing
   */
  void begin(@Nullable Remembered remembered) {
    boolean was = remembered == null ? settings.atFirst() : remembered.dormant();
    if (settings.mayBegin() && !settings.endsAtStart() && !used) {
      if (was) {
        become(true);
      } else if (remembered != null) {
        // No more than matters: of what a file can say, nanoseconds overflow.
        Duration since = Duration.ofMinutes(remembered.minutesSinceUse());
        Duration counted = since.compareTo(settings.after()) < 0 ? since : settings.after();
        lastUse = now() - counted.toNanos();
      }
    }
    look();
    everyPeriod =
        loop.scheduleAtFixedRate(
            this::look, PERIOD.toSeconds(), PERIOD.toSeconds(), TimeUnit.SECONDS);
  }

  boolean isDormant() {
    return dormant;
  }

  /** What the state file shall say. */
  Remembered remembered() {
    long minutes = Duration.ofNanos(now() - lastUse).toMinutes();
    return new Remembered(dormant, dormant ? 0 : (int) Math.min(minutes, Integer.MAX_VALUE));
  }

  /** Somebody uses it. */
  void noteUse() {
    lastUse = now();
    used = true;
    become(false);
  }

  /** It rests from now on, even where it is in use. */
  void end() {
    become(true);
  }

  void close() {
    if (everyPeriod != null) {
      everyPeriod.cancel(false);
    }
  }

  private void look() {
    boolean moved = use.hasMoved();
    boolean inUse = settings.openStreamsCount() ? use.hasStreams() : moved;
    if (!settings.mayBegin() || use.isServing() || inUse) {
      noteUse();
    } else if (now() - lastUse >= settings.after().toNanos()) {
      become(true);
    }
  }

  private void become(boolean now) {
    if (dormant != now) {
      dormant = now;
      sleeper.dormant(now);
    }
  }

  private long now() {
    return loop.ticker().nanoTime();
  }
}
