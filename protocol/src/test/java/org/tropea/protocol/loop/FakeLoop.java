package org.tropea.protocol.loop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** One of {@link FakeLoops}. For their thread. */
public final class FakeLoop extends AbstractScheduledEventExecutor implements EventLoop {
  private final FakeLoops all;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean ended;

  FakeLoop(FakeLoops all) {
    this.all = all;
  }

  /** Does {@code task} on this loop, now. */
  public void now(Runnable task) {
    all.as(this, task);
  }

  /** From now on it refuses every task, as a loop that was shut down. */
  public void end() {
    ended = true;
    tasks.clear();
  }

  /** Whether something waits to be done, timers aside. */
  public boolean hasTasks() {
    return !tasks.isEmpty();
  }

  /** Does the one task that waits longest; there must be one. */
  public void runOneTask() {
    if (!runOne()) {
      throw new AssertionError("the loop has nothing to do");
    }
  }

  boolean runOne() {
    if (ended) {
      return false;
    }
    boolean[] done = new boolean[1];
    now(
        () -> {
          Runnable task = tasks.poll();
          if (task == null) {
            task = pollScheduledTask(ticker().nanoTime());
          }
          if (task != null) {
            task.run();
            done[0] = true;
          }
        });
    return done[0];
  }

  @Override
  public void execute(Runnable task) {
    if (ended) {
      throw new RejectedExecutionException("the loop has ended");
    }
    tasks.add(task);
  }

  @Override
  public Ticker ticker() {
    return all.clock();
  }

  @Override
  public boolean inEventLoop(Thread thread) {
    return all.isCurrent(this);
  }

  @Override
  public EventLoopGroup parent() {
    return this;
  }

  @Override
  public EventLoop next() {
    return this;
  }

  @Override
  public ChannelFuture register(Channel channel) {
    return register(new DefaultChannelPromise(channel, this));
  }

  @Override
  public ChannelFuture register(ChannelPromise promise) {
    promise.channel().unsafe().register(this, promise);
    return promise;
  }

  @Override
  @Deprecated
  public ChannelFuture register(Channel channel, ChannelPromise promise) {
    channel.unsafe().register(this, promise);
    return promise;
  }

  @Override
  public boolean isShuttingDown() {
    return ended;
  }

  @Override
  public boolean isShutdown() {
    return ended;
  }

  @Override
  public boolean isTerminated() {
    return ended;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return ended;
  }

  @Override
  public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
    end();
    return terminationFuture();
  }

  @Override
  public Future<?> terminationFuture() {
    return GlobalEventExecutor.INSTANCE.newSucceededFuture(null);
  }

  @Override
  @Deprecated
  public void shutdown() {
    throw new UnsupportedOperationException();
  }
}
