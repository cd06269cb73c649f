package org.tropea.relay.exit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tropea.protocol.memory.MemoryUse;

class AnswerCacheTest {
  private static final List<InetAddress> ADDRESSES = List.of(InetAddress.getLoopbackAddress());

  private long nanos = Long.MAX_VALUE - 1;
  private final AnswerCache cache = new AnswerCache(() -> nanos, MemoryUse.uncounted());

  @Test
  void answer_isKeptForItsLifetime_andAnHourAtMost() {
    cache.put("short.example", ADDRESSES, 60);
    cache.put("long.example", ADDRESSES, 86_400);
    cache.put("none.example", ADDRESSES, 0);
    assertThat(cache.get("none.example")).isEmpty();
    pass(59);
    assertThat(cache.get("short.example")).isEqualTo(ADDRESSES);
    pass(1);
    assertThat(cache.get("short.example")).isEmpty();
    pass(3_539);
    assertThat(cache.get("long.example")).isEqualTo(ADDRESSES);
    pass(1);
    assertThat(cache.get("long.example")).isEmpty();
  }

  @Test
  void answers_ofManyNames_areForgotten() {
    for (int i = 0; i <= 10_000; i++) {
      cache.put("host" + i + ".example", ADDRESSES, 60);
    }
    assertThat(cache.get("host0.example")).isEmpty();
    assertThat(cache.get("host10000.example")).isEqualTo(ADDRESSES);
  }

  @Test
  void cache_thatIsTrimmed_forgetsWhatEndsSoonest() {
    cache.put("soon.example", ADDRESSES, 60);
    cache.put("later.example", ADDRESSES, 120);
    long both = cache.bytes();
    cache.put("later.example", ADDRESSES, 120);
    assertThat(cache.bytes()).isEqualTo(both);
    cache.trim(both);
    assertThat(cache.get("soon.example")).isEqualTo(ADDRESSES);
    cache.trim(both - 1);
    assertThat(cache.get("soon.example")).isEmpty();
    assertThat(cache.get("later.example")).isEqualTo(ADDRESSES);
    cache.trim(0);
    assertThat(cache.bytes()).isZero();
  }

  private void pass(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }
}
