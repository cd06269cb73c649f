package org.tropea.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RelayThreadsTest {
  /** Else one mistake would end accounting and statistics for good. */
  @Test
  void taskThatFails_isDoneAgain() throws Exception {
    RelayThreads threads = new RelayThreads(1);
    CountDownLatch times = new CountDownLatch(3);
    try {
      threads.each(
          Duration.ofMillis(1),
          () -> {
            times.countDown();
            throw new IllegalStateException("a mistake");
          });
      assertThat(times.await(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      threads.shutDown(1);
    }
  }
}
