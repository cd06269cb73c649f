package org.tropea.directory.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** Row P02. */
class RetryDelayTest {
  private final RetryDelay delay = new RetryDelay(new SecureRandom());

  @Test
  void next_staysBetweenOneSecondAndThreeTimesTheLast() {
    for (int run = 0; run < 200; run++) {
      delay.reset();
      long last = delay.next();
      assertThat(last).isEqualTo(1000);
      for (int i = 0; i < 30; i++) {
        long next = delay.next();
        assertThat(next).isBetween(1000L, Math.min(600_000, Math.max(1000, 3 * last)));
        last = next;
      }
    }
  }

  @Test
  void next_afterManyFailures_isLongMostOfTheTime() {
    long sum = 0;
    for (int i = 0; i < 1000; i++) {
      sum += delay.next();
    }
    assertThat(sum / 1000).as("mean in milliseconds").isGreaterThan(60_000);
  }
}
