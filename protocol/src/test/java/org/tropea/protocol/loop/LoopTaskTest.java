package org.tropea.protocol.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopTaskTest {
  @Test
  void task_forALoop_isDoneOnIt_andForOneThatHasEnded_never() throws InterruptedException {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    EventLoop loop = group.next();
    CountDownLatch done = new CountDownLatch(1);
    assertThat(LoopTask.give(loop, done::countDown)).isTrue();
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    assertThat(
            LoopTask.give(
                loop,
                () -> {
                  throw new AssertionError("done on a loop that has ended");
                }))
        .isFalse();
  }

  /** A loop that lives and is full is something else, and must not go unnoticed. */
  @Test
  void task_thatALivingLoopRefuses_isTheCallersProblem() {
    EventLoop full = new FullLoop();
    assertThatThrownBy(() -> LoopTask.give(full, () -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  private static final class FullLoop extends io.netty.channel.DefaultEventLoop {
    @Override
    public void execute(Runnable task) {
      throw new RejectedExecutionException();
    }
  }
}
