package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InterruptsTest {
  private static final int PATIENCE_SECONDS = 20;

  private final Semaphore ends = new Semaphore(0);
  private final Interrupts interrupts = new Interrupts(ends::release);

  /** A role that lets go on what there is for so long. */
  private record Leaving(Duration time, Semaphore left) implements Role {
    @Override
    public Duration leave() {
      left.release();
      return time;
    }

    @Override
    public void await() {}

    @Override
    public void close() {}
  }

  @Test
  void interrupt_beforeThereIsARole_endsAtOnce() {
    interrupts.onInterrupt();
    assertThat(ends.availablePermits()).isEqualTo(1);
  }

  @Test
  void interrupt_ofAClient_endsAtOnce() {
    interrupts.of(new Leaving(Duration.ZERO, new Semaphore(0)));
    interrupts.onInterrupt();
    assertThat(ends.availablePermits()).isEqualTo(1);
  }

  @Test
  void interrupt_ofARelay_letsItLeave_andASecondEndsAtOnce() {
    Semaphore left = new Semaphore(0);
    interrupts.of(new Leaving(Duration.ofHours(1), left));
    interrupts.onInterrupt();
    assertThat(left.availablePermits()).isEqualTo(1);
    assertThat(ends.availablePermits()).isZero();
    interrupts.onInterrupt();
    assertThat(left.availablePermits()).isEqualTo(1);
    assertThat(ends.availablePermits()).isEqualTo(1);
  }

  @Test
  void interrupt_ofARelay_endsAfterItsTime() throws InterruptedException {
    interrupts.of(new Leaving(Duration.ofMillis(1), new Semaphore(0)));
    interrupts.onInterrupt();
    assertThat(ends.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void listening_canBeUndone() {
    interrupts.listen().run();
    assertThat(ends.availablePermits()).isZero();
  }
}
