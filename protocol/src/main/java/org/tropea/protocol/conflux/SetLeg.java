package org.tropea.protocol.conflux;

import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.AtomicInteger;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.loop.HandOver;
import org.tropea.protocol.loop.LoopTask;
import org.tropea.protocol.message.AddressedMessage;
import org.tropea.protocol.message.ConfluxTerms;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.RelayMessage;

/**
 * A circuit's place in a set, which may live on another loop than the circuit.
 *
 * <p>Messages cross, those of one read at a time. How much may be sent crosses as a number that
 * only grows: how many DATA messages the circuit has taken, and has room for, since it was linked.
 * So the set may spend that room without asking, and never more.
 */
public final class SetLeg implements Leg {
  /** Messages on their way to the set's loop; that many wait only where that loop is stuck. */
  private static final int MOST_CROSSING = 5000;

  private final LegCircuit circuit;
  private final LinkedCircuits set;
  private final EventLoop home;
  private final HandOver<AddressedMessage> inward;
  private final HandOver<AddressedMessage> outward;
  private final AtomicInteger crossing = new AtomicInteger();

  // On the circuit's loop.
  private long taken;
  private long told;
  private long toldRoundTrip;

  // On the set's loop.
  private long given;
  private long limit;
  private boolean unanswered;
  private boolean dirty;

  /** The place of {@code circuit}; made on its loop. */
  public SetLeg(LegCircuit circuit, LinkedCircuits set) {
    this.circuit = circuit;
    this.set = set;
    this.home = set.loop();
    this.inward = new HandOver<>(home, this::arrived, set::onReadComplete);
    this.outward = new HandOver<>(circuit.loop(), this::take, this::taken);
  }

  // Called by the circuit, on its loop.

  /**
   * The other end asks to link it, or agrees to, on these terms; the set answers.
   *
   * @param roundTripNanos 0 where it was not measured yet
   */
  public void link(ConfluxTerms terms, long roundTripNanos) {
    long room = circuit.room();
    told = room;
    toldRoundTrip = roundTripNanos;
    toSet(() -> set.link(this, terms, roundTripNanos, room));
  }

  /** The round trip of linking was measured. */
  public void measured(long nanos) {
    toSet(() -> set.measured(this, nanos));
  }

  /** A message that has an order came, or a SWITCH; {@link #onReadComplete} sees it off. */
  public void received(int streamId, RelayMessage message) {
    if (crossing.incrementAndGet() > MOST_CROSSING) {
      circuit.destroy(DestroyReason.RESOURCE_LIMIT);
      return;
    }
    inward.add(new AddressedMessage(streamId, message));
  }

  /** Answers for the set, whose turn it is, on whichever leg it uses. */
  public void answer(int streamId, RelayMessage message) {
    toSet(
        () -> {
          set.send(streamId, message);
          set.flush();
        });
  }

  /** All cells of one read have been handed out. */
  public void onReadComplete() {
    inward.flush();
  }

  /** The circuit may have room that it did not have before. */
  public void onRoom() {
    long now = taken + circuit.room();
    long roundTrip = circuit.roundTripNanos();
    if (now > told || roundTrip != toldRoundTrip) {
      told = Math.max(told, now);
      toldRoundTrip = roundTrip;
      long room = told;
      toSet(() -> set.onRoom(this, room, roundTrip));
    }
  }

  /** The circuit is gone. */
  public void onClosed() {
    inward.flush();
    boolean owed = circuit.awaitsSendme();
    long sent = taken;
    toSet(() -> set.onClosed(this, owed, sent));
  }

  private void take(AddressedMessage message) {
    circuit.send(message.streamId(), message.message());
    if (message.message() instanceof Data) {
      taken++;
    }
  }

  private void taken() {
    circuit.flush();
    circuit.awaitRoom();
    onRoom();
  }

  private void toSet(Runnable task) {
    cross(home, task);
  }

  private static void cross(EventLoop to, Runnable task) {
    if (to.inEventLoop()) {
      task.run();
    } else {
      LoopTask.give(to, task);
    }
  }

  // Called by the set, on its loop.

  private void arrived(AddressedMessage message) {
    crossing.decrementAndGet();
    set.arrived(this, message);
  }

  void room(long newLimit) {
    limit = newLimit;
  }

  /** It is closed, after it took so many DATA messages. */
  void closed(boolean owed, long sent) {
    unanswered = owed || sent != given;
  }

  @Override
  public boolean canSendData() {
    return given < limit;
  }

  @Override
  public boolean awaitsSendme() {
    return unanswered;
  }

  void send(int streamId, RelayMessage message) {
    if (message instanceof Data) {
      given++;
    }
    dirty = true;
    outward.add(new AddressedMessage(streamId, message));
  }

  void flush() {
    if (dirty) {
      dirty = false;
      outward.flush();
    }
  }

  void destroy(DestroyReason reason) {
    cross(circuit.loop(), () -> circuit.destroy(reason));
  }
}
