package org.tropea.protocol.circuit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.conflux.CarriedSet;
import org.tropea.protocol.conflux.LinkedCircuits;
import org.tropea.protocol.conflux.ReorderAccount;
import org.tropea.protocol.flow.CongestionControl;
import org.tropea.protocol.message.AllowedMessages;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.AllowedMessages.Verdict;
import org.tropea.protocol.message.ConfluxTerms;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.UnknownMessage;

/**
 * Circuits of this origin to one exit that carry the same streams (proposal 329).
 *
 * <p>Each circuit is {@linkplain #ask asked for}, and once all have agreed the set is {@linkplain
 * #complete completed}: only then may streams use it. A set that has ended stays so, whatever comes
 * late. Confined to its loop, which is that of all its circuits.
 */
public final class OriginSet implements WayOut, StreamWay, CarriedSet {
  private final EventLoop loop;
  private final LinkedCircuits.Charter charter;
  private final LinkedCircuits circuits;
  private final OriginStreams streams;
  private final Promise<DestroyReason> closed;

  /** Its circuits: first asked for, then linked. */
  private final List<OriginLeg> legs = new ArrayList<>(2);

  /** One of them, while there is one. */
  private @Nullable OriginCircuit one;

  private boolean complete;

  /**
   * A set without circuits.
   *
   * @param account of all sets of this node
   */
  public OriginSet(
      EventLoop loop, LinkedCircuits.Charter charter, ReorderAccount account, SecureRandom random) {
    this.loop = loop;
    this.charter = charter;
    this.circuits = new LinkedCircuits(loop, charter, account, this);
    this.streams = new OriginStreams(this, random);
    this.closed = loop.newPromise();
  }

  /**
   * Asks the exit to link {@code circuit}, which nothing has used yet.
   *
   * @return done when the exit agrees; fails when the circuit is gone before, or can be no leg:
   *     then it is destroyed
   * @throws IllegalStateException when something rides on the circuit, or the set is complete
   */
  public Future<OriginCircuit> ask(OriginCircuit circuit) {
    assert loop.inEventLoop();
    if (complete) {
      throw new IllegalStateException("a conflux set that needs no more legs");
    }
    if (closed.isDone() || !circuit.isOpen()) {
      return refuse(circuit, DestroyReason.FINISHED, "it, or its conflux set, is gone");
    }
    if (!(circuit.flow() instanceof CongestionControl flow) || !isAlike(circuit)) {
      return refuse(circuit, DestroyReason.PROTOCOL, "its exit has not agreed on what it needs");
    }
    ConfluxTerms terms = new ConfluxTerms(charter.name(), 0, 0, charter.wish());
    OriginLeg leg = new OriginLeg(circuit, flow, this, terms);
    legs.add(leg);
    leg.ask();
    return leg.agreed();
  }

  /** Whether its messages lie in cells as those of the other circuits. */
  private boolean isAlike(OriginCircuit circuit) {
    return legs.stream().allMatch(leg -> leg.circuit().format().equals(circuit.format()));
  }

  private Future<OriginCircuit> refuse(OriginCircuit circuit, DestroyReason reason, String why) {
    circuit.destroy(reason);
    return loop.newFailedFuture(
        new CircuitException(reason, "the circuit can be no conflux leg: " + why));
  }

  /**
   * Lets streams use it.
   *
   * @throws IllegalStateException unless every circuit that was asked for, and lives, has agreed
   */
  public void complete() {
    assert loop.inEventLoop();
    boolean agreed = !legs.isEmpty() && legs.stream().allMatch(OriginLeg::isAgreed);
    if (complete || closed.isDone() || !agreed) {
      throw new IllegalStateException("a conflux set that cannot be completed");
    }
    complete = true;
    one = legs.get(0).circuit();
    long number = one.facts().number();
    for (OriginLeg leg : List.copyOf(legs)) {
      leg.link(circuits);
      leg.circuit().linked(number);
    }
  }

  /** A leg is gone. */
  void closed(OriginLeg leg) {
    legs.remove(leg);
    if (complete && !legs.isEmpty()) {
      one = legs.get(0).circuit();
    }
  }

  // What its streams' users need.

  @Override
  public OriginStreams streams() {
    return streams;
  }

  @Override
  public boolean isOpen() {
    return complete && !closed.isDone();
  }

  @Override
  public Future<DestroyReason> closed() {
    return closed;
  }

  @Override
  public void destroy(DestroyReason reason) {
    assert loop.inEventLoop();
    closed.trySuccess(reason);
    circuits.destroy(reason);
  }

  @Override
  public CircuitFacts facts() {
    return first().facts();
  }

  /** The circuit of that number among its own. */
  public Optional<OriginCircuit> leg(long number) {
    return legs.stream()
        .map(OriginLeg::circuit)
        .filter(circuit -> circuit.facts().number() == number)
        .findFirst();
  }

  // What the streams need.

  @Override
  public LinkedCircuits circuits() {
    return circuits;
  }

  @Override
  public OriginCircuit first() {
    OriginCircuit circuit = one;
    if (circuit == null) {
      throw new IllegalStateException("a conflux set that is not complete");
    }
    return circuit;
  }

  /** As C tor's clients: on circuits of their own only. */
  @Override
  public boolean takesOptimisticData() {
    return false;
  }

  @Override
  public void send(int streamId, RelayMessage message) {
    if (!LinkedCircuits.isOrdered(message.command())) {
      // C tor opens no directory streams on a set, and takes none.
      throw new IllegalStateException("no message that a conflux set carries");
    }
    CarriedSet.super.send(streamId, message);
  }

  // What the set tells.

  @Override
  public void onMessage(int streamId, RelayMessage message) throws CircuitException {
    Addressee to = streamId == 0 ? Addressee.CIRCUIT : streams.addressee(streamId);
    if (AllowedMessages.atOrigin(message.command(), to, true) == Verdict.CLOSE) {
      throw new CircuitException(
          DestroyReason.PROTOCOL,
          "a " + RelayCommand.name(message.command()) + " message that may not come here");
    }
    if (message instanceof UnknownMessage) {
      streams.onUnreadableConnected(streamId);
      return;
    }
    try {
      streams.onMessage(streamId, message);
    } catch (DecodeException e) {
      throw new CircuitException(DestroyReason.PROTOCOL, e.getMessage());
    }
  }

  @Override
  public void onReadComplete() {
    streams.onReadComplete();
  }

  @Override
  public void onRoom() {
    streams.onRoom();
  }

  @Override
  public void onClosed() {
    closed.trySuccess(DestroyReason.FINISHED);
    for (OriginLeg leg : List.copyOf(legs)) {
      leg.destroy(DestroyReason.FINISHED);
    }
    streams.onClosed();
  }
}
