package org.tropea.protocol.flow;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.Xoff;
import org.tropea.protocol.message.Xon;

/** A stream that sends until it is told to stop, and then not faster than it is told to. */
final class RatedStream implements StreamFlow {
  /** How often C tor looks whether a stream may send again. */
  private static final long WAIT = TimeUnit.MILLISECONDS.toNanos(100);

  private final RateParameters parameters;
  private final ChannelSignals clock;
  private final RoundTrip roundTrip;
  private final Backlog backlog;
  private final DropMarks marks;
  private final SendRate rate = new SendRate();
  private boolean stopped;

  RatedStream(RateParameters parameters, ChannelSignals clock, RoundTrip roundTrip) {
    this.parameters = parameters;
    this.clock = clock;
    this.roundTrip = roundTrip;
    this.backlog = new Backlog(parameters, clock, roundTrip);
    this.marks = new DropMarks(parameters);
  }

  @Override
  public boolean canSendData() {
    return !stopped && (!rate.isLimited() || rate.hasRoom(clock.nanoTime()));
  }

  @Override
  public long waitNanos() {
    return stopped || canSendData() ? 0 : WAIT;
  }

  @Override
  public void sentData(int length) {
    rate.sent(length);
    marks.sent(length);
  }

  @Override
  public void acknowledged(Sendme sendme) throws DecodeException {
    throw new DecodeException("a stream SENDME on a circuit with congestion control");
  }

  @Override
  public void stop(Xoff xoff) throws DecodeException {
    if (stopped) {
      throw new DecodeException("XOFF on a stream that is stopped");
    }
    if (!marks.takesXoff() && parameters.atOrigin()) {
      throw new DecodeException("more XOFFs than there is reason for");
    }
    stopped = true;
  }

  @Override
  public void goOn(Xon xon) throws DecodeException {
    if (!marks.takesXon() && parameters.atOrigin()) {
      throw new DecodeException("more XONs than there is reason for");
    }
    rate.set(xon.rate() * 1000, clock.nanoTime());
    stopped = false;
  }

  @Override
  public @Nullable RelayMessage receivedData(int length) throws DecodeException {
    return backlog.received(length);
  }

  @Override
  public @Nullable RelayMessage readData(int length) {
    backlog.read(length);
    return null;
  }

  @Override
  public @Nullable RelayMessage readComplete() {
    return backlog.readComplete();
  }

  @Override
  public HalfClosed halfClosed() {
    long late =
        Math.max(parameters.late().toNanos(), TimeUnit.MICROSECONDS.toNanos(roundTrip.greatest()));
    return new Late(clock, clock.nanoTime() + late);
  }

  /** What is on its way arrives in time, however much it is. */
  static final class Late implements HalfClosed {
    private final ChannelSignals clock;
    private final long until;

    private Late(ChannelSignals clock, long until) {
      this.clock = clock;
      this.until = until;
    }

    @Override
    public boolean takes(RelayMessage message) {
      boolean may = message instanceof Data || message instanceof Xoff || message instanceof Xon;
      return may && clock.nanoTime() - until <= 0;
    }
  }
}
