package org.tropea.directory.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeastRateTest {
  private static final LeastRate.Terms TERMS =
      new LeastRate.Terms(Duration.ofSeconds(40), Duration.ofSeconds(20), 100);

  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final List<String> late = new ArrayList<>();

  private LeastRate start() {
    loop.freezeTime();
    return LeastRate.start(loop.eventLoop(), TERMS, () -> late.add("late"));
  }

  private void pass(int seconds) {
    loop.advanceTimeBy(seconds, TimeUnit.SECONDS);
    loop.runScheduledPendingTasks();
  }

  @Test
  void nothingAtAll_isLateAfterTheTimeToBegin() {
    start();
    pass(39);
    assertThat(late).isEmpty();
    pass(1);
    assertThat(late).hasSize(1);
    pass(100);
    assertThat(late).as("once").hasSize(1);
  }

  @Test
  void oneByteASecond_isLateInTheFirstPeriodBehindTheBeginning() {
    LeastRate rate = start();
    for (int i = 0; i < 20; i++) {
      assertThat(late).isEmpty();
      rate.received(1);
      pass(1);
    }
    assertThat(late).hasSize(1);
  }

  @Test
  void leastRate_isNeverLate_andSilenceBehindItIs() {
    LeastRate rate = start();
    for (int i = 0; i < 1_000; i++) {
      rate.received(5);
      pass(1);
    }
    assertThat(late).isEmpty();
    pass(40);
    assertThat(late).hasSize(1);
  }

  @Test
  void cancelled_leavesNoTimer() {
    start().cancel();
    assertThat(loop.runScheduledPendingTasks()).isEqualTo(-1);
    pass(1_000);
    assertThat(late).isEmpty();
  }
}
