package org.tropea.relay.exit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.memory.MemoryUse;

/**
 * Addresses of names for as long as they may be kept. Failures are not kept. When so many were
 * kept, all are forgotten, so that whoever asks for many names costs time and no memory. Confined
 * to its resolver's loop.
 */
final class AnswerCache {
  private static final int MAX_KEPT = 10_000;

  /** What an entry, and each of its addresses, takes of the heap, in bytes; rounded up. */
  private static final int ENTRY = 200;

  private static final int ADDRESS = 100;

  private final LongSupplier nanos;
  private final Map<String, Kept> kept = new HashMap<>();
  private final MemoryUse memory;
  private volatile long bytes;

  /** Until when, by {@link #nanos}. */
  private record Kept(HostAddresses host, long end) {}

  /** One that tells time by {@code nanos}, which only grows. */
  AnswerCache(LongSupplier nanos, MemoryUse memory) {
    this.nanos = nanos;
    this.memory = memory;
  }

  /** The bytes of what is kept, about; any thread. */
  long bytes() {
    return bytes;
  }

  /** Forgets what ends soonest, until no more than so many bytes are kept. */
  void trim(long most) {
    List<Map.Entry<String, Kept>> soonest = new ArrayList<>(kept.entrySet());
    soonest.sort(Comparator.comparingLong(each -> each.getValue().end() - nanos.getAsLong()));
    for (Map.Entry<String, Kept> each : soonest) {
      if (bytes <= most) {
        return;
      }
      kept.remove(each.getKey());
      count(-cost(each.getKey(), each.getValue()));
    }
  }

  private static long cost(String name, Kept one) {
    return ENTRY + name.length() + (long) ADDRESS * one.host().addresses().size();
  }

  private void count(long more) {
    long now = bytes + more;
    bytes = now;
    memory.now(now);
  }

  /** The addresses of {@code name}; null where they are not known any more. */
  @Nullable HostAddresses get(String name) {
    Kept one = kept.get(name);
    return one == null || nanos.getAsLong() - one.end >= 0 ? null : one.host;
  }

  /** Keeps them for as long as all may be kept. */
  void put(String name, HostAddresses host) {
    if (kept.size() >= MAX_KEPT) {
      kept.clear();
      count(-bytes);
    }
    Kept now = new Kept(host, nanos.getAsLong() + Duration.ofSeconds(host.seconds()).toNanos());
    Kept before = kept.put(name, now);
    count(cost(name, now) - (before == null ? 0 : cost(name, before)));
  }
}
