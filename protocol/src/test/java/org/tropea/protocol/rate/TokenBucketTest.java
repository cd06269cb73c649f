package org.tropea.protocol.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much may be taken, and when again. */
class TokenBucketTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE / 2, -1, 0, Long.MAX_VALUE / 2})
  void bucket_isFullAtFirst_whatTimeEverItIs(long now) {
    TokenBucket bucket = new TokenBucket(new Rate(1000, 2000));
    assertThat(bucket.debt(now)).isNotPositive();
    assertThat(bucket.take(1999, now)).isNegative();
    assertThat(bucket.take(1, now)).isZero();
    assertThat(bucket.take(500, now)).isEqualTo(SECOND / 2);
    assertThat(bucket.debt(now + SECOND / 2)).isZero();
  }

  @Test
  void pause_earnsNoMoreThanTheBurst() {
    TokenBucket bucket = new TokenBucket(new Rate(1000, 2000));
    bucket.take(10_000, 0);
    assertThat(bucket.debt(8 * SECOND)).isZero();
    assertThat(bucket.take(2000, 1000 * SECOND)).isZero();
  }

  @Test
  void rateOfAGigabyte_isNoLargerOrSmaller() {
    TokenBucket bucket = new TokenBucket(new Rate(1L << 30, 1L << 30));
    bucket.take(1L << 30, 0);
    for (int i = 0; i < 1 << 16; i++) {
      bucket.take(1 << 14, 0);
    }
    assertThat(bucket.debt(0)).isBetween(SECOND * 99 / 100, SECOND);
  }

  @Test
  void threads_loseNothingOfIt() throws Exception {
    TokenBucket bucket = new TokenBucket(new Rate(1000, 1));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int j = 0; j < 10_000; j++) {
                  bucket.take(1, 0);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread each : threads) {
      each.join();
    }
    assertThat(bucket.debt(0)).isEqualTo(40 * SECOND - SECOND / 1000);
  }
}
