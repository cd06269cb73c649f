package org.tropea.protocol.channel;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.memory.MemoryAccount;

/**
 * What is known of all links of a node: their numbers, their counters, and who is told. Any thread.
 */
public final class LinkWatch {
  private static final Logger log = LoggerFactory.getLogger(LinkWatch.class);

  private static final int CELL_LENGTH = 4 + 1 + CellCommand.BODY_LENGTH;

  /** What a cell that waits takes of the heap, in bytes: its body, itself, its place in a queue. */
  static final int CELL_MEMORY = 568;

  private final LinkObserver observer;
  private final MemoryAccount memory;
  private final AtomicLong numbers = new AtomicLong();
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder cellsIn = new LongAdder();
  private final LongAdder cellsOut = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder queuedCells = new LongAdder();

  /** Counts, and tells {@code observer}. */
  public LinkWatch(LinkObserver observer) {
    this(observer, MemoryAccount.unlimited());
  }

  /** The same, with an account for the cells that wait. */
  public LinkWatch(LinkObserver observer, MemoryAccount memory) {
    this.observer = observer;
    this.memory = memory;
  }

  /** Counts, and tells nobody. */
  public static LinkWatch silent() {
    return new LinkWatch(LinkObserver.NONE);
  }

  /** What the counters say now; they are not read at one instant. */
  public LinkTotals totals() {
    return new LinkTotals(
        opened.sum(),
        closed.sum(),
        failed.sum(),
        new LinkTraffic(cellsIn.sum(), cellsOut.sum(), bytesIn.sum(), bytesOut.sum()),
        queuedCells.sum() * CELL_LENGTH);
  }

  long nextNumber() {
    return numbers.incrementAndGet();
  }

  void opened(LinkFacts link) {
    opened.increment();
    tell(told -> told.opened(link));
  }

  void closed(LinkFacts link, LinkEnd end, LinkTraffic carried) {
    closed.increment();
    tell(told -> told.closed(link, end, carried));
  }

  void failed(boolean initiator, Throwable why) {
    failed.increment();
    tell(told -> told.failed(initiator, String.valueOf(why.getMessage())));
  }

  /** Cells and bytes that crossed a link since it said so last. */
  void carried(long moreCellsIn, long moreCellsOut, long moreBytesIn, long moreBytesOut) {
    cellsIn.add(moreCellsIn);
    cellsOut.add(moreCellsOut);
    bytesIn.add(moreBytesIn);
    bytesOut.add(moreBytesOut);
  }

  /** So many more cells wait on a link, or fewer. */
  void queued(int cells) {
    queuedCells.add(cells);
  }

  /** The account of what waits in the node. */
  MemoryAccount memory() {
    return memory;
  }

  private void tell(Consumer<LinkObserver> event) {
    try {
      event.accept(observer);
    } catch (Throwable e) {
      log.error("Bug: an observer of links", e);
    }
  }
}
