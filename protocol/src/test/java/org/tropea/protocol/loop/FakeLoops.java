package org.tropea.protocol.loop;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Event loops on the one thread of a test, with a clock that moves when it is told to. A loop does
 * nothing until {@link #run}, and knows when it is another's turn, so that what crosses between
 * loops crosses as in a node. For one thread.
 */
public final class FakeLoops {
  private static final int MANY_TURNS = 100_000;

  private final MockTicker clock = Ticker.newMockTicker();
  private final List<FakeLoop> loops = new ArrayList<>();
  private @Nullable FakeLoop current;

  /** One more loop. */
  public FakeLoop loop() {
    FakeLoop loop = new FakeLoop(this);
    loops.add(loop);
    return loop;
  }

  /** Lets all loops do what is due, in turns, until none has anything left. */
  public void run() {
    boolean busy = true;
    for (int turn = 0; busy; turn++) {
      if (turn == MANY_TURNS) {
        throw new AssertionError("the loops never come to rest");
      }
      busy = false;
      for (FakeLoop loop : List.copyOf(loops)) {
        busy |= loop.runOne();
      }
    }
  }

  /** Lets time pass, and then all loops do what is due. */
  public void advance(Duration time) {
    clock.advance(time.toNanos(), TimeUnit.NANOSECONDS);
    run();
  }

  MockTicker clock() {
    return clock;
  }

  boolean isCurrent(FakeLoop loop) {
    return current == loop;
  }

  /** Does {@code task} as if by {@code loop}. */
  void as(FakeLoop loop, Runnable task) {
    FakeLoop before = current;
    current = loop;
    try {
      task.run();
    } finally {
      current = before;
    }
  }
}
