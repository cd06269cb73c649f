package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeartbeatTimerTest {
  @Test
  void summaryThatFails_isFollowedByTheNext() throws Exception {
    CountDownLatch tried = new CountDownLatch(3);
    try (HeartbeatTimer timer =
        new HeartbeatTimer(
            () -> {
              tried.countDown();
              throw new IllegalStateException("nothing to say");
            })) {
      timer.every(Duration.ofMillis(1));
      assertThat(tried.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }
}
