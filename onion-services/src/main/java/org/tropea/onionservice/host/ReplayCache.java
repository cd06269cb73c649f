package org.tropea.onionservice.host;

import com.google.crypto.tink.util.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tropea.crypto.bytes.Digest;

/**
 * What was seen already, by its digest, so that nobody has a service do something twice (rend-spec
 * 3.3). Bounded. Confined to the client's loop.
 */
final class ReplayCache {
  private final int most;
  private final Duration kept;
  private final Map<Bytes, Instant> seen = new LinkedHashMap<>();

  /**
   * @param most how many it remembers; the oldest are forgotten beyond
   * @param kept for how long
   */
  ReplayCache(int most, Duration kept) {
    this.most = most;
    this.kept = kept;
  }

  /** Whether {@code what} was seen before; it is from now on. */
  boolean saw(Bytes what, Instant now) {
    forget(now.minus(kept));
    Bytes digest = Bytes.copyFrom(Digest.sha3().digest(what.toByteArray()));
    if (seen.putIfAbsent(digest, now) != null) {
      return true;
    }
    if (seen.size() > most) {
      Iterator<Bytes> oldest = seen.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return false;
  }

  private void forget(Instant before) {
    Iterator<Instant> times = seen.values().iterator();
    while (times.hasNext() && times.next().isBefore(before)) {
      times.remove();
    }
  }

  /** Whether the next thing that it sees makes it forget another. */
  boolean isFull() {
    return seen.size() >= most;
  }
}
