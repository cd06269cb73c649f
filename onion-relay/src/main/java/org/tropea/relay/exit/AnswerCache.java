package org.tropea.relay.exit;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Addresses of names for as long as their name server lets them be kept, an hour at most, as by C
 * tor. Failures are not kept. When so many were kept, all are forgotten, so that whoever asks for
 * many names costs time and no memory. Confined to its resolver's loop.
 */
final class AnswerCache {
  private static final int MAX_KEPT = 10_000;
  private static final long MAX_LIFETIME_SECONDS = 3_600;

  private final LongSupplier nanos;
  private final Map<String, Kept> kept = new HashMap<>();

  /** Until when, by {@link #nanos}. */
  private record Kept(List<InetAddress> addresses, long end) {}

  /** One that tells time by {@code nanos}, which only grows. */
  AnswerCache(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The addresses of {@code name}; none where they are not known any more. */
  List<InetAddress> get(String name) {
    Kept one = kept.get(name);
    return one == null || nanos.getAsLong() - one.end >= 0 ? List.of() : one.addresses;
  }

  /** Keeps them for so long. */
  void put(String name, List<InetAddress> addresses, long ttlSeconds) {
    if (kept.size() >= MAX_KEPT) {
      kept.clear();
    }
    long seconds = Math.min(ttlSeconds, MAX_LIFETIME_SECONDS);
    if (seconds > 0) {
      long end = nanos.getAsLong() + Duration.ofSeconds(seconds).toNanos();
      kept.put(name, new Kept(List.copyOf(addresses), end));
    }
  }
}
