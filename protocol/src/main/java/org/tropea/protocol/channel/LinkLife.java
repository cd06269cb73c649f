package org.tropea.protocol.channel;

import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a link stays, as C tor's do (row L14): without circuits 3 to 4.5 minutes, and 45 to 75
 * between relays; for new circuits a week. Something is written every five minutes.
 *
 * <p>Confined to the channel's loop, but for {@link #isRetired}.
 */
final class LinkLife {
  private static final Duration CLIENTS = Duration.ofMinutes(3);
  private static final Duration AGE = Duration.ofDays(7);

  /** A link that is to take no more circuits ends so long after its last one. */
  private static final Duration LAST_LOOK = Duration.ofSeconds(1);

  private final TorChannel channel;
  private final Supplier<LinkRules> rules;
  private final Duration idle;
  private final Future<?> age;
  private @Nullable Future<?> end;
  private Future<?> keepalive;
  private volatile boolean retired;

  LinkLife(TorChannel channel, LinkParty party) {
    this.channel = channel;
    this.rules = party.rules();
    this.idle = idle(rules.get(), party.random());
    this.age = channel.loop().schedule(this::retire, AGE.toSeconds(), TimeUnit.SECONDS);
    this.keepalive = keepaliveIn(keepaliveNanos());
    unused();
  }

  private Duration idle(LinkRules now, SecureRandom random) {
    VerifiedPeer peer = channel.peer();
    boolean betweenRelays =
        channel.isCanonical() && peer != null && now.isRelay().test(peer.rsaIdentity());
    long seconds =
        (betweenRelays ? now.betweenRelays().multipliedBy(3).dividedBy(4) : CLIENTS).toSeconds();
    long spread = (betweenRelays ? now.betweenRelays() : CLIENTS).toSeconds() / 2;
    long drawn = seconds + random.nextLong(spread);
    return Duration.ofSeconds(now.wishes().reduced() ? drawn / 2 : drawn);
  }

  /** Whether it takes no more circuits. Any thread. */
  boolean isRetired() {
    return retired;
  }

  /** From now on it takes no more circuits, and ends with its last one. */
  void retire() {
    if (!retired) {
      retired = true;
      if (!channel.hasCircuits()) {
        unused();
      }
    }
  }

  /** It carries no circuit now. */
  void unused() {
    used();
    end =
        channel
            .loop()
            .schedule(
                channel::closeUnused,
                (retired ? LAST_LOOK : idle).toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /** It carries a circuit now. */
  void used() {
    Future<?> pending = end;
    if (pending != null) {
      pending.cancel(false);
      end = null;
    }
  }

  void close() {
    used();
    age.cancel(false);
    keepalive.cancel(false);
  }

  private long keepaliveNanos() {
    return rules.get().wishes().keepalive().toNanos();
  }

  private Future<?> keepaliveIn(long nanos) {
    return channel.loop().schedule(this::keepAlive, nanos, TimeUnit.NANOSECONDS);
  }

  private void keepAlive() {
    long left = channel.wroteAt() + keepaliveNanos() - channel.clock().nanoTime();
    if (left <= 0 && !channel.hasWaiting()) {
      channel.pad();
      left = keepaliveNanos();
    }
    keepalive = keepaliveIn(Math.max(left, TimeUnit.SECONDS.toNanos(1)));
  }
}
