package org.tropea.protocol.circuit;

import io.netty.util.concurrent.Promise;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.conflux.CarriedLeg;
import org.tropea.protocol.conflux.LegCarrier;
import org.tropea.protocol.conflux.LinkedCircuits;
import org.tropea.protocol.conflux.SetLeg;
import org.tropea.protocol.flow.CongestionControl;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.ConfluxLink;
import org.tropea.protocol.message.ConfluxLinked;
import org.tropea.protocol.message.ConfluxLinkedAck;
import org.tropea.protocol.message.ConfluxSwitch;
import org.tropea.protocol.message.ConfluxTerms;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.UnknownMessage;

/**
 * What rides on a circuit of this origin that is to be a leg of a conflux set, and then is one
 * (proposal 329, 2). Nothing is its own: all that has an order is the set's.
 *
 * <p>It is asked for by LINK, agreed on once LINKED came, and linked with all others of its set. On
 * the circuit's loop.
 */
final class OriginLeg implements CarriedLeg, CircuitRider {
  private final OriginCircuit circuit;
  private final CongestionControl flow;
  private final OriginSet set;
  private final ConfluxTerms asked;
  private final Promise<OriginCircuit> agreed;
  private final long askedAt;
  private long roundTrip;
  private @Nullable ConfluxTerms terms;
  private @Nullable SetLeg linked;

  OriginLeg(OriginCircuit circuit, CongestionControl flow, OriginSet set, ConfluxTerms asked) {
    this.circuit = circuit;
    this.flow = flow;
    this.set = set;
    this.asked = asked;
    this.agreed = circuit.loop().newPromise();
    this.askedAt = circuit.nanoTime();
  }

  /**
   * Asks the exit to link it.
   *
   * @throws IllegalStateException when something rides on the circuit
   */
  void ask() {
    circuit.carry(this);
    circuit.listen(this::heard);
    circuit.send(0, new ConfluxLink(asked));
    circuit.flush();
  }

  /** Done when the exit has agreed; fails when the circuit is gone before. */
  Promise<OriginCircuit> agreed() {
    return agreed;
  }

  OriginCircuit circuit() {
    return circuit;
  }

  /** Whether the exit has agreed, and the circuit lives. */
  boolean isAgreed() {
    return terms != null && circuit.isOpen();
  }

  /** Links it, now that all of its set are agreed on. */
  void link(LinkedCircuits circuits) {
    ConfluxTerms theirs = terms;
    if (theirs == null || linked != null) {
      throw new IllegalStateException("a leg that cannot be linked");
    }
    SetLeg leg = new SetLeg(this, circuits);
    linked = leg;
    leg.link(theirs, roundTrip);
  }

  // What the exit says.

  private boolean heard(int hop, RelayMessage message) throws CircuitException {
    if (hop != circuit.length() - 1) {
      return false;
    }
    if (message instanceof ConfluxLinked answer && terms == null) {
      onLinked(answer.terms());
      return true;
    }
    SetLeg leg = linked;
    if (message instanceof ConfluxSwitch && leg != null) {
      leg.received(0, message);
      return true;
    }
    return false;
  }

  private void onLinked(ConfluxTerms theirs) throws CircuitException {
    // Another name could be that of a set of somebody else, and join the two.
    if (!MessageDigest.isEqual(theirs.nonce().toByteArray(), asked.nonce().toByteArray())) {
      throw new CircuitException(DestroyReason.PROTOCOL, "a CONFLUX_LINKED of another set");
    }
    if (theirs.lastSent() > asked.lastReceived() || theirs.lastReceived() > asked.lastSent()) {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "a CONFLUX_LINKED that counts what never was");
    }
    terms = theirs;
    roundTrip = Math.max(1, circuit.nanoTime() - askedAt);
    circuit.send(0, new ConfluxLinkedAck());
    circuit.flush();
    agreed.trySuccess(circuit);
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

  // What the circuit tells.

  @Override
  public boolean takesInTurn(int streamId, RelayMessage message) {
    SetLeg leg = linked;
    if (leg == null || !LinkedCircuits.isOrdered(message.command())) {
      return false;
    }
    leg.received(streamId, message);
    return true;
  }

  /** It keeps its turn, as at C tor. */
  @Override
  public void onUnreadableConnected(int streamId) throws CircuitException {
    if (!takesInTurn(streamId, new UnknownMessage(RelayCommand.CONNECTED))) {
      throw new CircuitException(DestroyReason.PROTOCOL, "a CONNECTED before anything was asked");
    }
  }

  @Override
  public Addressee addressee(int streamId) {
    return Addressee.NO_STREAM;
  }

  @Override
  public void onMessage(int streamId, RelayMessage message) {
    throw new IllegalStateException("a message that has an order came past its set");
  }

  @Override
  public void onReadComplete() {
    if (linked != null) {
      linked.onReadComplete();
    }
  }

  @Override
  public void onRoom() {
    if (linked != null) {
      linked.onRoom();
    }
  }

  @Override
  public void onClosed() {
    if (linked != null) {
      linked.onClosed();
    }
    set.closed(this);
    agreed.tryFailure(
        new CircuitException(DestroyReason.FINISHED, "the circuit is closed before it is linked"));
  }
}
