package org.tropea.protocol.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class QueueAgeTest {
  private final MockTicker clock = Ticker.newMockTicker();

  @Test
  void queueThatNothingLeaves_isAsOldAsItsFirst() {
    QueueAge age = new QueueAge(clock);
    age.came(1);
    clock.advance(5, TimeUnit.SECONDS);
    age.came(10);
    assertThat(age.nanos(clock)).isEqualTo(TimeUnit.SECONDS.toNanos(5));
  }

  /** Never younger than its first, and older by no more than its first has waited longest. */
  @RepeatedTest(20)
  void age_ofAQueueThatPasses_isThatOfItsFirstOrAPassageMore() {
    Random random = new Random(7);
    Queue<Long> came = new ArrayDeque<>();
    QueueAge age = new QueueAge(clock);
    age.came(1);
    came.add(clock.nanoTime());
    long longest = 0;
    for (int i = 0; i < 2_000; i++) {
      clock.advance(random.nextInt(1_000), TimeUnit.NANOSECONDS);
      if (random.nextBoolean() || came.size() == 1) {
        age.came(1);
        came.add(clock.nanoTime());
      } else {
        longest = Math.max(longest, clock.nanoTime() - came.remove());
        age.left(1, clock);
      }
      long truth = clock.nanoTime() - came.peek();
      assertThat(age.nanos(clock)).isBetween(truth, truth + Math.max(longest, truth));
    }
  }
}
