package org.tropea.protocol.channel;

import io.netty.util.concurrent.Ticker;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The circuit goes first that has sent least of late, by an average that decays (EWMA), as at C tor
 * (row F13): so that a few cells need not wait behind a bulk of them.
 *
 * <p>Counts are worth what they are at the start of a tick, and those that wait are scaled when
 * another begins, which leaves their order as it is. The clock is read once a flush.
 */
final class QuietestFirst implements CircuitTurns {
  /** C tor's clock is no finer. */
  private static final long FINEST = TimeUnit.MILLISECONDS.toNanos(1);

  private final Ticker clock;
  private final Supplier<PriorityDecay> decays;
  private final Queue<ChannelCircuit> waiting =
      new PriorityQueue<>(Comparator.comparingDouble(ChannelCircuit::sentOfLate));
  private PriorityDecay decay;
  private long tick;
  private long tickStart;
  private long lookedAt;

  /** What a cell counts that is sent now. */
  private double cell = 1;

  QuietestFirst(Ticker clock, Supplier<PriorityDecay> decays) {
    this.clock = clock;
    this.decays = decays;
    this.decay = decays.get();
    this.tickStart = clock.nanoTime();
    this.lookedAt = tickStart;
  }

  @Override
  public void look() {
    long now = clock.nanoTime();
    if (now - lookedAt < FINEST) {
      return;
    }
    lookedAt = now;
    decay = decays.get();
    long ticks = (now - tickStart) / decay.tickNanos();
    if (ticks > 0) {
      tickStart += ticks * decay.tickNanos();
      tick += ticks;
      waiting.forEach(this::scale);
    }
    double fraction = (double) (now - tickStart) / decay.tickNanos();
    cell = decay.after(-fraction);
  }

  private void scale(ChannelCircuit circuit) {
    if (circuit.countedAt() != tick) {
      circuit.countSent(decay.after((double) (tick - circuit.countedAt())), 0, tick);
    }
  }

  @Override
  public void sent(ChannelCircuit circuit) {
    double factor =
        circuit.countedAt() == tick ? 1 : decay.after((double) (tick - circuit.countedAt()));
    circuit.countSent(factor, cell, tick);
  }

  @Override
  public void add(ChannelCircuit circuit) {
    scale(circuit);
    waiting.add(circuit);
  }

  @Override
  public @Nullable ChannelCircuit next() {
    return waiting.poll();
  }

  @Override
  public void clear() {
    waiting.clear();
  }
}
