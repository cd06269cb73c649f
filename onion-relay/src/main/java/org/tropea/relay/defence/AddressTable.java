package org.tropea.relay.defence;

import com.google.crypto.tink.util.Bytes;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each address that has opened links: a table with a bound.
 *
 * <p>Whoever opened none for a day, and has none, is forgotten, as by C tor. Where the table is
 * full, those without links or marks go, and then those without links that opened one longest ago;
 * where even that makes no room, what comes new is not watched. Of IPv6, a /64 is one address,
 * since whoever has one has all of them. Its values are immutable and replaced one at a time, so
 * that any thread may ask.
 */
final class AddressTable {
  private static final int IPV6_NETWORK = 8;
  private static final long KEPT_SECONDS = Duration.ofDays(1).toSeconds();
  private static final long SECONDS_BETWEEN_SWEEPS = Duration.ofMinutes(10).toSeconds();
  private static final int SHARE_THAT_GOES = 8;

  private final int most;
  private final Map<Bytes, Standing> standings = new ConcurrentHashMap<>();
  private final AtomicLong swept = new AtomicLong();

  AddressTable(int most) {
    this.most = most;
  }

  /** How many addresses are known. */
  int size() {
    return standings.size();
  }

  /** What is known of it; null where nothing is. */
  @Nullable Standing get(InetAddress address) {
    return standings.get(key(address));
  }

  /** Changes what is known of it; {@code first} is what is known of one that is new. */
  void put(InetAddress address, Standing first, UnaryOperator<Standing> change, long now) {
    Bytes key = key(address);
    if (hasRoom(now) || standings.containsKey(key)) {
      standings.compute(key, (k, known) -> change.apply(known == null ? first : known));
    }
  }

  /** Changes what is known of it, where something is; what is known then. */
  @Nullable Standing change(InetAddress address, UnaryOperator<Standing> change) {
    return standings.computeIfPresent(key(address), (k, known) -> change.apply(known));
  }

  /** One thread at a time looks for what can go, and not often. */
  private boolean hasRoom(long now) {
    boolean full = standings.size() >= most;
    long last = swept.get();
    long pause = full ? 1 : SECONDS_BETWEEN_SWEEPS;
    if ((now - last >= pause || now < last) && swept.compareAndSet(last, now)) {
      sweep(now, full);
      return standings.size() < most;
    }
    return !full;
  }

  private void sweep(long now, boolean full) {
    standings.values().removeIf(each -> each.links() == 0 && now - each.seen() >= KEPT_SECONDS);
    if (full && standings.size() >= most) {
      standings.values().removeIf(each -> each.isIdle(now));
    }
    if (full && standings.size() >= most) {
      List<Map.Entry<Bytes, Standing>> oldest =
          standings.entrySet().stream()
              .filter(each -> each.getValue().links() == 0)
              .sorted(Comparator.comparingLong(each -> each.getValue().seen()))
              .limit(Math.max(1, most / SHARE_THAT_GOES))
              .toList();
      oldest.forEach(each -> standings.remove(each.getKey(), each.getValue()));
    }
  }

  private static Bytes key(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address
        ? Bytes.copyFrom(bytes, 0, IPV6_NETWORK)
        : Bytes.copyFrom(bytes);
  }
}
