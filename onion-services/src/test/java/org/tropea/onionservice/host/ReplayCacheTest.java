package org.tropea.onionservice.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Case onion-6: nothing is seen twice, within bounds. */
class ReplayCacheTest {
  private static final Instant NOW = Instant.parse("2026-11-28T06:00:00Z");

  private static Bytes number(int number) {
    return Bytes.copyFrom(new byte[] {(byte) (number >>> 8), (byte) number});
  }

  @Test
  void whatWasSeen_isSeenUntilItsTimeIsOver() {
    ReplayCache cache = new ReplayCache(100, Duration.ofMinutes(5));
    assertThat(cache.saw(number(1), NOW)).isFalse();
    assertThat(cache.saw(number(2), NOW.plusSeconds(200))).isFalse();
    assertThat(cache.saw(number(1), NOW.plusSeconds(300))).isTrue();
    assertThat(cache.saw(number(1), NOW.plusSeconds(301))).isFalse();
    assertThat(cache.saw(number(2), NOW.plusSeconds(400))).isTrue();
  }

  @Test
  void cache_saysWhenItIsFull_andNeverGrowsBeyond() {
    ReplayCache cache = new ReplayCache(1000, Duration.ofDays(1));
    for (int i = 0; i < 1000; i++) {
      assertThat(cache.isFull()).isFalse();
      assertThat(cache.saw(number(i), NOW)).isFalse();
    }
    assertThat(cache.isFull()).isTrue();
    assertThat(cache.saw(number(0), NOW)).isTrue();
    assertThat(cache.saw(number(1000), NOW)).isFalse();
    assertThat(cache.saw(number(1), NOW)).isTrue();
    assertThat(cache.saw(number(0), NOW)).isFalse();
  }
}
