package org.tropea.protocol.loop;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.util.concurrent.Callable;

/** What an event loop does for a test that runs on another thread. */
public final class OnLoop {
  private OnLoop() {}

  /**
   * Has {@code start} called on {@code loop}, and waits until it was.
   *
   * @return done as what it returned is; its listeners are called on whatever thread does that
   */
  public static <T> Future<T> ask(EventLoop loop, Callable<Future<T>> start) {
    Promise<T> done = ImmediateEventExecutor.INSTANCE.newPromise();
    Callable<Void> task =
        () -> {
          start.call().addListener(new PromiseNotifier<>(done));
          return null;
        };
    loop.submit(task).syncUninterruptibly();
    return done;
  }
}
