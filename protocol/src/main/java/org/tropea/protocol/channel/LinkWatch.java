package org.tropea.protocol.channel;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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
  private final LongAdder ipv6BytesIn = new LongAdder();
  private final LongAdder ipv6BytesOut = new LongAdder();
  private final LongAdder paddingIn = new LongAdder();
  private final LongAdder paddingOut = new LongAdder();
  private final LongAdder queuedCells = new LongAdder();
  private final Map<LinkTotals.Kind, Adders> kinds;

  /** The opened and the closed of one kind. */
  private record Adders(LongAdder opened, LongAdder closed) {
    Adders() {
      this(new LongAdder(), new LongAdder());
    }
  }

  /** Counts, and tells {@code observer}. */
  public LinkWatch(LinkObserver observer) {
    this(observer, MemoryAccount.unlimited());
  }

  /** The same, with an account for the cells that wait. */
  public LinkWatch(LinkObserver observer, MemoryAccount memory) {
    this.observer = observer;
    this.memory = memory;
    this.kinds =
        Map.of(
            new LinkTotals.Kind(true, false), new Adders(),
            new LinkTotals.Kind(true, true), new Adders(),
            new LinkTotals.Kind(false, false), new Adders(),
            new LinkTotals.Kind(false, true), new Adders());
  }

  /** Counts, and tells nobody. */
  public static LinkWatch silent() {
    return new LinkWatch(LinkObserver.NONE);
  }

  /** What the counters say now; they are not read at one instant. */
  public LinkTotals totals() {
    Map<LinkTotals.Kind, LinkTotals.Count> counts = new HashMap<>();
    kinds.forEach(
        (kind, count) ->
            counts.put(kind, new LinkTotals.Count(count.opened().sum(), count.closed().sum())));
    return new LinkTotals(
        opened.sum(),
        closed.sum(),
        failed.sum(),
        new LinkTraffic(cellsIn.sum(), cellsOut.sum(), bytesIn.sum(), bytesOut.sum()),
        new LinkTraffic(0, 0, ipv6BytesIn.sum(), ipv6BytesOut.sum()),
        queuedCells.sum() * CELL_LENGTH,
        new LinkTotals.Padding(paddingIn.sum(), paddingOut.sum()),
        counts);
  }

  long nextNumber() {
    return numbers.incrementAndGet();
  }

  void opened(LinkFacts link) {
    opened.increment();
    adders(link).opened().increment();
    tell(told -> told.opened(link));
  }

  void heard(LinkFacts link, PeerView view) {
    tell(told -> told.heard(link, view));
  }

  void closed(LinkFacts link, LinkEnd end, LinkTraffic carried) {
    closed.increment();
    adders(link).closed().increment();
    tell(told -> told.closed(link, end, carried));
  }

  private Adders adders(LinkFacts link) {
    return Objects.requireNonNull(kinds.get(new LinkTotals.Kind(link.initiator(), link.isIpv6())));
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

  /** Of the bytes that {@link #carried} tells of, those that go over IPv6. */
  void carriedByIpv6(long moreBytesIn, long moreBytesOut) {
    ipv6BytesIn.add(moreBytesIn);
    ipv6BytesOut.add(moreBytesOut);
  }

  /** A cell of padding came. */
  void paddingCame() {
    paddingIn.increment();
  }

  /** A cell of padding was sent. */
  void padded() {
    paddingOut.increment();
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
