package org.tropea.relay.exit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tropea.protocol.memory.MemoryUse;

class AnswerCacheTest {
  private static final HostAddresses ADDRESSES = keptFor(60);

  private long nanos = Long.MAX_VALUE - 1;
  private final AnswerCache cache = new AnswerCache(() -> nanos, MemoryUse.uncounted());

  private static HostAddresses keptFor(long seconds) {
    return new HostAddresses(List.of(InetAddress.getLoopbackAddress()), seconds, seconds);
  }

  @Test
  void answer_isKeptForItsLifetime() {
    cache.put("short.example", ADDRESSES);
    cache.put("long.example", keptFor(3_600));
    pass(59);
    assertThat(cache.get("short.example")).isEqualTo(ADDRESSES);
    pass(1);
    assertThat(cache.get("short.example")).isNull();
    pass(3_539);
    assertThat(cache.get("long.example")).isEqualTo(keptFor(3_600));
    pass(1);
    assertThat(cache.get("long.example")).isNull();
  }

  @Test
  void answers_ofManyNames_areForgotten() {
    for (int i = 0; i <= 10_000; i++) {
      cache.put("host" + i + ".example", ADDRESSES);
    }
    assertThat(cache.get("host0.example")).isNull();
    assertThat(cache.get("host10000.example")).isEqualTo(ADDRESSES);
  }

  @Test
  void cache_thatIsTrimmed_forgetsWhatEndsSoonest() {
    cache.put("soon.example", ADDRESSES);
    cache.put("later.example", keptFor(120));
    long both = cache.bytes();
    cache.put("later.example", keptFor(120));
    assertThat(cache.bytes()).isEqualTo(both);
    cache.trim(both);
    assertThat(cache.get("soon.example")).isEqualTo(ADDRESSES);
    cache.trim(both - 1);
    assertThat(cache.get("soon.example")).isNull();
    assertThat(cache.get("later.example")).isEqualTo(keptFor(120));
    cache.trim(0);
    assertThat(cache.bytes()).isZero();
  }

  private void pass(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }
}
