package org.tropea.protocol.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * A path in virtual time: senders that always have data, one bottleneck with a queue for all of
 * them, delay, and receivers that answer each so many cells.
 */
final class SimulatedPath {
  private final long cellNanos;
  private final long oneWayNanos;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final Queue<Flow> queue = new ArrayDeque<>();
  private final List<Flow> flows = new ArrayList<>();
  private long now;
  private long numbers;
  private boolean serving;
  private int greatestQueue;

  private record Event(long at, long number, Runnable what) {}

  /** One circuit's data. */
  final class Flow implements ChannelSignals {
    private final Vegas vegas;
    private final Queue<Long> sentAt = new ArrayDeque<>();
    private long sent;
    private long delivered;
    private boolean idle;

    /** What the clock of its sender is off by, in nanoseconds. */
    long clockOffset;

    /** A clock that stands still for ever. */
    boolean clockStopped;

    private Flow(VegasParameters parameters) {
      vegas = new Vegas(parameters, UsualVegas.INCREMENT);
    }

    Vegas vegas() {
      return vegas;
    }

    /** Cells that arrived. */
    long delivered() {
      return delivered;
    }

    /** Has nothing to send for now. */
    void pause() {
      idle = true;
    }

    void resume() {
      idle = false;
      send();
    }

    private void send() {
      while (!idle && vegas.isOpen()) {
        vegas.sent();
        sent++;
        if (sent % UsualVegas.INCREMENT == 0) {
          sentAt.add(nanoTime());
        }
        after(oneWayNanos / 2, () -> enqueue(this));
      }
    }

    private void arrived() {
      delivered++;
      if (delivered % UsualVegas.INCREMENT == 0) {
        after(
            oneWayNanos,
            () -> {
              vegas.acknowledged(sentAt.remove(), this);
              send();
            });
      }
    }

    @Override
    public long nanoTime() {
      return clockStopped ? 0 : now + clockOffset;
    }

    @Override
    public int queued() {
      return 0;
    }

    @Override
    public boolean isBlocked() {
      return false;
    }
  }

  /**
   * A path.
   *
   * @param cellsPerSecond that its bottleneck lets through
   * @param roundTripMillis without any queue
   */
  SimulatedPath(int cellsPerSecond, int roundTripMillis) {
    cellNanos = 1_000_000_000L / cellsPerSecond;
    oneWayNanos = roundTripMillis * 500_000L;
  }

  /** One more sender, which begins after so many milliseconds. */
  Flow begin(VegasParameters parameters, int afterMillis) {
    Flow flow = new Flow(parameters);
    flows.add(flow);
    after(afterMillis * 1_000_000L, flow::send);
    return flow;
  }

  /** Lets time pass. */
  void pass(int millis) {
    long until = now + millis * 1_000_000L;
    while (!events.isEmpty() && events.peek().at() <= until) {
      Event next = events.remove();
      now = next.at();
      next.what().run();
    }
    now = until;
  }

  /** The most cells that waited since this was asked last. */
  int greatestQueue() {
    int greatest = greatestQueue;
    greatestQueue = queue.size();
    return greatest;
  }

  /** Cells that arrived, of all flows. */
  long delivered() {
    return flows.stream().mapToLong(Flow::delivered).sum();
  }

  private void after(long nanos, Runnable what) {
    events.add(new Event(now + nanos, numbers++, what));
  }

  private void enqueue(Flow flow) {
    queue.add(flow);
    greatestQueue = Math.max(greatestQueue, queue.size());
    serve();
  }

  private void serve() {
    if (!serving && !queue.isEmpty()) {
      serving = true;
      after(
          cellNanos,
          () -> {
            Flow flow = queue.remove();
            after(oneWayNanos / 2, flow::arrived);
            serving = false;
            serve();
          });
    }
  }
}
