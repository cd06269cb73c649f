package org.tropea.relay.circuit;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.LinkFacts;

/**
 * What is known of all circuits of a relay: their numbers, their counters, and who is told. Any
 * thread.
 */
public final class RelayCircuitWatch {
  private static final Logger log = LoggerFactory.getLogger(RelayCircuitWatch.class);

  private final RelayCircuitObserver observer;
  private final AtomicLong numbers = new AtomicLong();
  private final LongAdder refused = new LongAdder();
  private final LongAdder extended = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder drops = new LongAdder();
  private final LongAdder fromOrigin = new LongAdder();
  private final LongAdder toOrigin = new LongAdder();
  private final Map<HandshakeKind, LongAdder> answered = adders();
  private final Map<HandshakeKind, LongAdder> dropped = adders();
  private final LongAdder destroys = new LongAdder();
  private final LongAdder violations = new LongAdder();
  private final LongAdder directoryStreams = new LongAdder();
  private final LongAdder serviceTurnsRefused = new LongAdder();

  /** Counts, and tells {@code observer}. */
  public RelayCircuitWatch(RelayCircuitObserver observer) {
    this.observer = observer;
  }

  /** Counts, and tells nobody. */
  public static RelayCircuitWatch silent() {
    return new RelayCircuitWatch(RelayCircuitObserver.NONE);
  }

  /** What the counters say now; they are not read at one instant. */
  public RelayCircuitTotals totals() {
    return new RelayCircuitTotals(
        numbers.get(),
        refused.sum(),
        extended.sum(),
        closed.sum(),
        drops.sum(),
        new RelayCircuitTraffic(fromOrigin.sum(), toOrigin.sum()));
  }

  private static Map<HandshakeKind, LongAdder> adders() {
    Map<HandshakeKind, LongAdder> adders = new EnumMap<>(HandshakeKind.class);
    for (HandshakeKind kind : HandshakeKind.values()) {
      adders.put(kind, new LongAdder());
    }
    return Collections.unmodifiableMap(adders);
  }

  /** What single cells led to; the counters are not read at one instant. */
  public CellTotals cells() {
    Map<HandshakeKind, HandshakeTotals> handshakes = new EnumMap<>(HandshakeKind.class);
    for (HandshakeKind kind : HandshakeKind.values()) {
      handshakes.put(
          kind, new HandshakeTotals(count(answered, kind).sum(), count(dropped, kind).sum()));
    }
    return new CellTotals(
        handshakes,
        destroys.sum(),
        violations.sum(),
        directoryStreams.sum(),
        serviceTurnsRefused.sum());
  }

  private static LongAdder count(Map<HandshakeKind, LongAdder> adders, HandshakeKind kind) {
    return Objects.requireNonNull(adders.get(kind));
  }

  void answering(HandshakeKind kind) {
    count(answered, kind).increment();
  }

  void handshakeDropped(HandshakeKind kind) {
    count(dropped, kind).increment();
  }

  void destroyCame() {
    destroys.increment();
  }

  void violated(DestroyReason why) {
    if (why.equals(DestroyReason.PROTOCOL)) {
      violations.increment();
    }
  }

  void directoryStream() {
    directoryStreams.increment();
  }

  void serviceTurnRefused() {
    serviceTurnsRefused.increment();
  }

  RelayCircuitTally opened(LinkFacts link) {
    RelayCircuitFacts facts =
        new RelayCircuitFacts(numbers.incrementAndGet(), link.number(), link.peer() == null);
    tell(told -> told.opened(facts));
    return new RelayCircuitTally(this, facts);
  }

  void refused(DestroyReason why) {
    refused.increment();
    tell(told -> told.refused(why));
  }

  void extended(RelayCircuitFacts circuit) {
    extended.increment();
    tell(told -> told.extended(circuit));
  }

  void closed(RelayCircuitFacts circuit, DestroyReason why, RelayCircuitTraffic carried) {
    closed.increment();
    tell(told -> told.closed(circuit, why, carried));
  }

  void dropped() {
    drops.increment();
  }

  /** What crossed a circuit since it said so last. */
  void carried(RelayCircuitTraffic more) {
    fromOrigin.add(more.fromOrigin());
    toOrigin.add(more.toOrigin());
  }

  private void tell(Consumer<RelayCircuitObserver> event) {
    try {
      event.accept(observer);
    } catch (Throwable e) {
      log.error("Bug: an observer of circuits", e);
    }
  }
}
