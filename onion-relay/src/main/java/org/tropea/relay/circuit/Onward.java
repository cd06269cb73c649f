package org.tropea.relay.circuit;

import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.cell.UnknownCell;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.Extend2;
import org.tropea.protocol.message.Extended2;
import org.tropea.protocol.message.Truncated;
import org.tropea.relay.rendezvous.JoinedCircuit;

/**
 * The way on from this relay, of one circuit (tor-spec 5.3, 5.4). Confined to the circuit's loop.
 */
final class Onward implements NextHop.Listener {
  private static final Logger log = LoggerFactory.getLogger(Onward.class);

  private final RelayCircuit circuit;
  private final Extending extending;
  private State state = State.NOWHERE;

  /** How far the way goes. */
  private sealed interface State {
    State NOWHERE = new Nowhere();

    /** The circuit ends here. */
    record Nowhere() implements State {}

    /** A link to the next relay is looked for. */
    record Opening(Future<NextHop> attempt) implements State {}

    /** The next relay was sent our CREATE2. */
    record Asked(NextHop hop) implements State {}

    /** The next relay has answered. */
    record Open(NextHop hop) implements State {}

    /** It leads to another circuit of this relay. */
    record Joined(JoinedCircuit other) implements State {}
  }

  Onward(RelayCircuit circuit, Extending extending) {
    this.circuit = circuit;
    this.extending = extending;
  }

  /** Whether the circuit ends here, and no other hop is being added. */
  boolean leadsNowhere() {
    return state instanceof State.Nowhere;
  }

  /** Whether nobody behind this relay has been asked yet. */
  boolean isLastHop() {
    return hop() == null;
  }

  private @Nullable NextHop hop() {
    if (state instanceof State.Open open) {
      return open.hop();
    }
    return state instanceof State.Asked asked ? asked.hop() : null;
  }

  /** Leads on to another circuit of this relay from now on. */
  void join(JoinedCircuit other) {
    cut(DestroyReason.NONE);
    state = new State.Joined(other);
  }

  /** Begins to add the hop that {@code extend} names. */
  void extend(Extend2 extend) throws CircuitException {
    if (!leadsNowhere()) {
      throw new CircuitException(DestroyReason.PROTOCOL, "EXTEND2 on an extended circuit");
    }
    RelayTarget target = extending.target(extend, circuit.previous().peer());
    Future<NextHop> attempt = extending.extend(this, circuit.previous(), target, extend);
    state = new State.Opening(attempt);
    attempt.addListener(done -> onAsked(attempt));
  }

  /** An attempt to extend has ended; a TRUNCATE or the circuit's end may have given it up. */
  private void onAsked(Future<NextHop> attempt) {
    boolean wanted = state instanceof State.Opening opening && opening.attempt() == attempt;
    if (attempt.isSuccess() && wanted) {
      state = new State.Asked(attempt.getNow());
    } else if (attempt.isSuccess()) {
      attempt.getNow().destroy(DestroyReason.NONE);
    } else if (wanted) {
      log.debug("A circuit was not extended: {}", attempt.cause().getMessage());
      // As C tor says of a link that did not come about.
      circuit.destroy(DestroyReason.CHANNEL_CLOSED);
    }
  }

  /** Cuts off what relays lie behind this one, and says so to the origin. */
  void truncate(DestroyReason reason) {
    if (!(state instanceof State.Joined)) {
      cut(reason);
    }
    circuit.send(0, new Truncated(DestroyReason.REQUESTED));
    circuit.flush();
  }

  /** Cuts off what lies behind this relay; the next hop is told why. */
  void cut(DestroyReason reason) {
    NextHop gone = hop();
    State before = state;
    state = State.NOWHERE;
    if (gone != null) {
      gone.destroy(reason);
    } else if (before instanceof State.Opening opening) {
      opening.attempt().cancel(false);
    } else if (before instanceof State.Joined joined) {
      joined.other().destroy(reason);
    }
  }

  /** Passes a relay cell on. */
  void pass(Relay relay) throws CircuitException {
    if (state instanceof State.Open open) {
      open.hop().send(relay.early(), relay.body());
    } else if (state instanceof State.Joined joined) {
      joined.other().send(relay);
    } else {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "a relay cell for a hop that is not there");
    }
  }

  /** Sends what was passed on. */
  void flush() {
    NextHop hop = hop();
    if (hop != null) {
      hop.flush();
    } else if (state instanceof State.Joined joined) {
      joined.other().flush();
    }
  }

  // What the next hop tells, already on our loop.

  @Override
  public void onCell(NextHop from, Cell cell) {
    if (from != hop()) {
      // From a hop that was cut off: still on its way when it was.
      return;
    }
    if (cell instanceof Relay relay) {
      if (relay.early()) {
        circuit.destroy(DestroyReason.PROTOCOL);
      } else {
        circuit.previous().carriesTraffic();
        circuit.passBack(relay);
      }
    } else if (cell instanceof Created2 reply && state instanceof State.Asked) {
      state = new State.Open(from);
      circuit.extended();
      circuit.send(0, new Extended2(reply.reply()));
    } else if (cell instanceof Destroy) {
      onGone(from, DestroyReason.DESTROYED);
    } else if (cell instanceof UnknownCell unknown && unknown.isCreated()) {
      circuit.destroy(DestroyReason.PROTOCOL);
    }
  }

  @Override
  public void onReadComplete() {
    circuit.flush();
  }

  @Override
  public void onReclaimed(NextHop gone) {
    if (gone == hop()) {
      state = State.NOWHERE;
      circuit.onReclaimed();
    }
  }

  /** The origin hears of it, and the circuit goes with the hop. */
  @Override
  public void onGone(NextHop gone, DestroyReason reason) {
    if (gone == hop()) {
      state = State.NOWHERE;
      if (reason.equals(DestroyReason.RESOURCE_LIMIT)) {
        circuit.overflowed();
      }
      circuit.destroy(reason);
    }
  }
}
