package org.tropea.relay;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a relay: event loops, as many that answer handshakes, and one for documents.
 * Thread-safe.
 */
final class RelayThreads {
  private static final Logger log = LoggerFactory.getLogger(RelayThreads.class);

  /** A bound for the memory; the estimate of delay refuses long before. */
  private static final int HANDSHAKES_WAITING = 65_536;

  private static final long WAIT_SECONDS = 5;

  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop first;
  private final ExecutorService documents;
  private final ThreadPoolExecutor handshakes;
  private final Queue<Future<?>> periodic = new ConcurrentLinkedQueue<>();

  RelayThreads(int loops) {
    group =
        new MultiThreadIoEventLoopGroup(
            loops, new DefaultThreadFactory("tropea-relay"), NioIoHandler.newFactory());
    first = group.next();
    documents = Executors.newSingleThreadExecutor(new DefaultThreadFactory("tropea-documents"));
    handshakes =
        new ThreadPoolExecutor(
            loops,
            loops,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(HANDSHAKES_WAITING),
            new DefaultThreadFactory("tropea-handshakes"));
  }

  /** All event loops, over which links spread. */
  MultiThreadIoEventLoopGroup group() {
    return group;
  }

  /** All event loops. */
  List<EventLoop> loops() {
    List<EventLoop> loops = new ArrayList<>();
    group.forEach(each -> loops.add((EventLoop) each));
    return loops;
  }

  /** The loop of what there is one of. */
  EventLoop first() {
    return first;
  }

  /** Reads, verifies and writes documents and keys. */
  Executor documents() {
    return documents;
  }

  /** Answers handshakes; refuses more than {@value #HANDSHAKES_WAITING}. */
  ThreadPoolExecutor handshakes() {
    return handshakes;
  }

  /**
   * Does this on the first loop each so often, from then on until the threads end; a mistake in it
   * costs one time, and not all that follow.
   */
  void each(Duration period, Runnable task) {
    long millis = period.toMillis();
    periodic.add(first.scheduleAtFixedRate(guarded(task), millis, millis, TimeUnit.MILLISECONDS));
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.error("Bug: what a relay does each so often failed", e);
      }
    };
  }

  /** Does this on the documents' thread each so often, from then on until the threads end. */
  void eachOnDocuments(Duration period, Runnable task) {
    long millis = period.toMillis();
    periodic.add(
        group
            .next()
            .scheduleWithFixedDelay(
                () -> documents.execute(task), millis, millis, TimeUnit.MILLISECONDS));
  }

  /** Ends them all; waits some seconds for it. */
  void shutDown(long patienceSeconds) {
    periodic.forEach(each -> each.cancel(false));
    handshakes.shutdownNow();
    group
        .shutdownGracefully(0, patienceSeconds, TimeUnit.SECONDS)
        .awaitUninterruptibly(WAIT_SECONDS, TimeUnit.SECONDS);
    documents.shutdownNow();
  }
}
