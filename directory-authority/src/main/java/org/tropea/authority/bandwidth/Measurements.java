package org.tropea.authority.bandwidth;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;

/**
 * What an authority remembers of measurements between votes: where a file is missing or stale, what
 * the last ones said holds for three days, as in C tor. For one thread.
 */
public final class Measurements {
  private final Map<RsaIdentity, Remembered> all = new HashMap<>();

  private record Remembered(long bandwidth, Instant since) {}

  /** Takes what a file says; one that is of no use changes nothing. */
  public void take(BandwidthFile file, Instant now) {
    Instant written = file.written();
    if (written == null) {
      return;
    }
    file.remembered()
        .forEach(
            (relay, bandwidth) -> {
              Remembered known = all.get(relay);
              if (known == null || written.isAfter(known.since())) {
                all.put(relay, new Remembered(bandwidth, written));
              }
            });
    all.values().removeIf(each -> now.isAfter(each.since().plus(BandwidthFile.MAX_AGE)));
  }

  /** What a relay carries, in kilobytes per second; null where nobody measured it. */
  public @Nullable Long of(RsaIdentity relay) {
    Remembered known = all.get(relay);
    return known == null ? null : (Long) known.bandwidth();
  }
}
