package org.tropea.directory.fetch;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;

/**
 * Asks for the first consensus as C tor's clients do (rows P01, P02): fallback directories at once,
 * an authority six seconds later, each again after a random wait that grows, and never more than
 * three side by side; once one of them is connected no other is begun. Without fallback directories
 * authorities are asked at once.
 *
 * <p>For one consensus; confined to its loop.
 */
final class FirstConsensus {
  private static final int AT_ONCE = 3;
  private static final Duration AUTHORITY_LATER = Duration.ofSeconds(6);
  private static final long LOOK_AGAIN_MILLIS = 1_000;

  private final EventLoop loop;
  private final FirstDirectories directories;
  private final Asking asking;
  private final Map<RsaIdentity, Future<DirectoryResponse>> asked = new HashMap<>();
  private final Lane fallbacks;
  private final Lane authorities;
  private boolean connected;
  private boolean over;

  /** How one of them is asked. */
  interface Asking {
    /** Asks, and tells how it comes along. */
    Future<DirectoryResponse> ask(DirectorySource source, Consumer<BootstrapPhase> progress);

    /** It answered, or did not; more may be asked already. */
    void done(DirectorySource source, Future<DirectoryResponse> answer);
  }

  FirstConsensus(
      EventLoop loop,
      FirstDirectories directories,
      SecureRandom random,
      long longestWait,
      Asking asking) {
    this.loop = loop;
    this.directories = directories;
    this.asking = asking;
    this.fallbacks = new Lane(new RetryDelay(random, longestWait), false);
    long least = directories.hasFallbacks() ? AUTHORITY_LATER.toMillis() : 0;
    this.authorities = new Lane(new RetryDelay(random, least, longestWait), true);
  }

  /** Begins. */
  void start() {
    if (directories.hasFallbacks()) {
      fallbacks.turn();
      authorities.later(AUTHORITY_LATER.toMillis());
    } else {
      authorities.turn();
    }
  }

  /** Whether one of them may answer yet. */
  boolean isAsking() {
    return !asked.isEmpty();
  }

  /** How long until the next is asked, unless one is connected then. */
  Duration untilNext() {
    return Duration.ofMillis(Math.max(0, Math.min(fallbacks.left(), authorities.left())));
  }

  /** Asks the next at once, and waits little again. */
  void hurry() {
    if (!over) {
      (directories.hasFallbacks() ? fallbacks : authorities).hurry();
    }
  }

  /** Ends it; whoever is still asked is asked no more. */
  void end() {
    over = true;
    fallbacks.cancel();
    authorities.cancel();
    Set.copyOf(asked.values()).forEach(each -> each.cancel(false));
    asked.clear();
  }

  private void ask(DirectorySource source) {
    RsaIdentity identity = source.target().rsaIdentity();
    Future<DirectoryResponse> answer =
        asking.ask(
            source,
            phase -> {
              if (!over && phase.compareTo(BootstrapPhase.REQUESTING_STATUS) >= 0) {
                connected = true;
              }
            });
    asked.put(identity, answer);
    answer.addListener(
        (Future<DirectoryResponse> done) -> {
          if (!over && asked.remove(identity, done)) {
            connected = false;
            asking.done(source, done);
          }
        });
  }

  /** One of the two schedules. */
  private final class Lane {
    private final RetryDelay delay;
    private final boolean ofAuthorities;
    private @Nullable Future<?> timer;
    private long due = Long.MAX_VALUE;

    Lane(RetryDelay delay, boolean ofAuthorities) {
      this.delay = delay;
      this.ofAuthorities = ofAuthorities;
    }

    void turn() {
      if (connected || asked.size() >= AT_ONCE) {
        later(LOOK_AGAIN_MILLIS);
        return;
      }
      Set<RsaIdentity> avoided = asked.keySet();
      Optional<DirectorySource> source =
          ofAuthorities ? directories.authority(avoided) : directories.any(avoided);
      later(delay.next());
      source
          .filter(each -> !asked.containsKey(each.target().rsaIdentity()))
          .ifPresent(FirstConsensus.this::ask);
    }

    void later(long millis) {
      cancel();
      due = now() + millis;
      timer = loop.schedule(this::turn, millis, TimeUnit.MILLISECONDS);
    }

    void hurry() {
      delay.reset();
      later(0);
    }

    long left() {
      return timer == null ? Long.MAX_VALUE : due - now();
    }

    void cancel() {
      Future<?> pending = timer;
      if (pending != null) {
        pending.cancel(false);
        timer = null;
      }
    }

    private long now() {
      return TimeUnit.NANOSECONDS.toMillis(loop.ticker().nanoTime());
    }
  }
}
