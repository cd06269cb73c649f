package org.tropea.protocol.flow;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.message.Sendme;

/**
 * A window by {@link Vegas} for a circuit, and XON and XOFF for its streams (proposal 324,
 * FlowCtrl=2). A SENDME answers as many cells as both ends agreed on.
 */
public final class CongestionControl implements CircuitFlow {
  private static final Logger log = LoggerFactory.getLogger(CongestionControl.class);

  private final CongestionParameters parameters;
  private final AwaitedSendmes awaited;
  private final Vegas vegas;
  private int sent;
  private int received;

  CongestionControl(CongestionParameters parameters, Supplier<SendmeVersions> versions) {
    this.parameters = parameters;
    this.awaited = new AwaitedSendmes(versions);
    this.vegas = new Vegas(parameters.window(), parameters.increment());
  }

  @Override
  public boolean canSendData() {
    return vegas.isOpen();
  }

  /** How many DATA cells may be sent before a SENDME comes. */
  public int room() {
    return (int) Math.max(0, vegas.window() - vegas.inFlight);
  }

  /** Whether so many cells are unanswered that a SENDME is owed for some. */
  public boolean awaitsSendme() {
    return vegas.inFlight >= parameters.increment();
  }

  /** The average round trip in nanoseconds; 0 where none was measured yet. */
  public long roundTripNanos() {
    return TimeUnit.MICROSECONDS.toNanos(vegas.roundTrip().average());
  }

  @Override
  public void sentData(byte[] tag, ChannelSignals channel) {
    vegas.sent();
    sent++;
    if (sent == parameters.increment()) {
      sent = 0;
      awaited.add(tag, channel.nanoTime());
    }
  }

  @Override
  public void acknowledged(Sendme sendme, ChannelSignals channel) throws CircuitException {
    vegas.acknowledged(awaited.take(sendme), channel);
    if (log.isDebugEnabled()) {
      RoundTrip times = vegas.roundTrip();
      log.debug(
          "Window: {} us, {} us, {} cells, slow start {}",
          times.least(),
          times.average(),
          vegas.window(),
          vegas.inSlowStart());
    }
  }

  @Override
  public @Nullable Sendme receivedData(byte[] tag) {
    received++;
    if (received < parameters.increment()) {
      return null;
    }
    received = 0;
    return awaited.answer(tag);
  }

  @Override
  public StreamFlow newStream(ChannelSignals channel) {
    return new RatedStream(parameters.streams(), channel, vegas.roundTrip());
  }
}
