package org.tropea.relay.circuit;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.protocol.conflux.CarriedLeg;
import org.tropea.protocol.conflux.LegCarrier;
import org.tropea.protocol.conflux.LinkedCircuits;
import org.tropea.protocol.conflux.SetLeg;
import org.tropea.protocol.flow.CongestionControl;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.ConfluxLinked;
import org.tropea.protocol.message.ConfluxSwitch;
import org.tropea.protocol.message.ConfluxTerms;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Resolve;

/**
 * What rides on a circuit of this relay that is a leg of a conflux set: nothing of its own, all is
 * the set's. On the circuit's loop.
 */
final class ExitLeg implements CarriedLeg, RelayRider {
  private final RelayCircuit circuit;
  private final CongestionControl flow;
  private final SetLeg leg;
  private long linkedAt;

  ExitLeg(RelayCircuit circuit, CongestionControl flow, LinkedCircuits set) {
    this.circuit = circuit;
    this.flow = flow;
    this.leg = new SetLeg(this, set);
  }

  void link(ConfluxTerms terms) {
    leg.link(terms, 0);
  }

  /** The origin knows that it is linked. */
  void onAcknowledged() {
    leg.measured(Math.max(1, circuit.nanoTime() - linkedAt));
  }

  /** The origin goes on with this leg. */
  void onSwitch(ConfluxSwitch message) {
    leg.received(0, message);
  }

  // What the set needs.

  @Override
  public LegCarrier carrier() {
    return circuit;
  }

  @Override
  public CongestionControl flow() {
    return flow;
  }

  @Override
  public void send(int streamId, RelayMessage message) {
    if (message instanceof ConfluxLinked) {
      linkedAt = circuit.nanoTime();
    }
    circuit.send(streamId, message);
  }

  // What the circuit tells.

  @Override
  public boolean takesInTurn(int streamId, RelayMessage message) {
    if (!LinkedCircuits.isOrdered(message.command())) {
      return false;
    }
    leg.received(streamId, message);
    return true;
  }

  @Override
  public Addressee addressee(int streamId) {
    return Addressee.NO_STREAM;
  }

  /** C tor allows no directory stream on a set either. */
  @Override
  public void onBeginDir(int streamId) {
    leg.answer(streamId, End.of(EndReason.NOT_DIRECTORY));
  }

  @Override
  public void onBegin(int streamId, Begin begin) {
    throw outOfTurn();
  }

  @Override
  public void onResolve(int streamId, Resolve resolve) {
    throw outOfTurn();
  }

  @Override
  public void onMessage(int streamId, RelayMessage message) {
    throw outOfTurn();
  }

  private static IllegalStateException outOfTurn() {
    return new IllegalStateException("a message that has an order came past its set");
  }

  @Override
  public boolean onUnreadable(int streamId, int command, ByteReader contents) {
    return false;
  }

  /** It is its origin that ends a set. */
  @Override
  public boolean isIdle() {
    return false;
  }

  @Override
  public void onReadComplete() {
    leg.onReadComplete();
  }

  @Override
  public void onRoom() {
    leg.onRoom();
  }

  @Override
  public void onClosed() {
    leg.onClosed();
  }
}
