package org.tropea.relay.rendezvous;

import java.util.List;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.loop.LoopTask;
import org.tropea.protocol.message.EstablishIntro;
import org.tropea.protocol.message.EstablishRendezvous;
import org.tropea.protocol.message.Extension;
import org.tropea.protocol.message.IntroEstablished;
import org.tropea.protocol.message.Introduce1;
import org.tropea.protocol.message.Introduce2;
import org.tropea.protocol.message.IntroduceAck;
import org.tropea.protocol.message.Introduction;
import org.tropea.protocol.message.Rendezvous1;
import org.tropea.protocol.message.Rendezvous2;
import org.tropea.protocol.message.RendezvousCookie;
import org.tropea.protocol.message.RendezvousEstablished;

/**
 * What a circuit of this relay is to onion services, and what becomes of their messages (rend-spec
 * 3.1, 3.2, 4.1, 4.2), as C tor does. Confined to the circuit's loop; what concerns another circuit
 * is done on that one's.
 */
public final class OnionServiceRole {
  /** Longer ones fit no cell of format 1, which nobody is to learn the service uses. */
  private static final int MAX_INTRODUCTION = 490;

  /** INTRODUCE1s below this length are answered by the circuit's end. */
  private static final int MIN_INTRODUCTION = 20;

  private final OnionServiceCircuit circuit;
  private final OnionServiceTable points;
  private State state = State.PLAIN;
  private boolean introduced;

  private sealed interface State {
    State PLAIN = new Plain();
    State OVER = new Over();

    /** It is to onion services what it is to all. */
    record Plain() implements State {}

    /** A service's, by which it is introduced to clients. */
    record Introducing(Ed25519Identity key, IntroductionLimit limit) implements State {}

    /** A client's that waits for a service. */
    record Awaiting(RendezvousCookie cookie) implements State {}

    /** One of the two of a rendezvous. */
    record Joined() implements State {}

    /** The circuit is gone. */
    record Over() implements State {}
  }

  /** Of a new circuit. */
  public OnionServiceRole(OnionServiceCircuit circuit, OnionServiceTable points) {
    this.circuit = circuit;
    this.points = points;
  }

  /** Whether nothing was made of it yet. */
  public boolean isPlain() {
    return state instanceof State.Plain;
  }

  private void requirePlain(String what, OnionServiceEvent otherwise) throws CircuitException {
    if (!isPlain() || !circuit.endsHere()) {
      points.count(otherwise);
      throw refused(what + " on a circuit that is not fit for it");
    }
  }

  private static CircuitException refused(String why) {
    return new CircuitException(DestroyReason.PROTOCOL, why);
  }

  /** A service wants to be introduced to clients by it. */
  public void onEstablishIntro(EstablishIntro message) throws CircuitException {
    requirePlain("an ESTABLISH_INTRO", OnionServiceEvent.INTRODUCING_UNSUITABLE);
    if (!message.isGenuine(points.curve(), circuit.introductionSecret())) {
      points.count(OnionServiceEvent.INTRODUCING_MALFORMED);
      throw refused("an ESTABLISH_INTRO that its key's owner did not make for this circuit");
    }
    Ed25519Identity key = message.authenticationKey();
    state = new State.Introducing(key, limit(message));
    points.count(OnionServiceEvent.INTRODUCING);
    circuit.send(0, new IntroEstablished(List.of()));
    circuit.flush();
    OnionServiceCircuit before = points.introduce(key, circuit);
    if (before != null) {
      // The service builds anew what it takes for lost.
      LoopTask.give(before.loop(), () -> before.destroy(DestroyReason.FINISHED));
    }
  }

  /** The last that can be read counts. */
  private IntroductionLimit limit(EstablishIntro message) {
    IntroductionLimit limit = new IntroductionLimit(() -> points.rules().introductions());
    for (Extension each : message.extensions()) {
      if (each.type() == IntroductionRules.EXTENSION) {
        IntroductionRules asked = IntroductionRules.asked(each).orElse(null);
        limit = asked == null ? limit : new IntroductionLimit(() -> asked);
      }
    }
    return limit;
  }

  /** A client wants to be introduced to a service. */
  public void onIntroduce1(Introduce1 message) throws CircuitException {
    admitIntroduction();
    Introduction introduction = message.introduction();
    if (length(message) > MAX_INTRODUCTION) {
      points.count(OnionServiceEvent.INTRODUCED_MALFORMED);
      acknowledge(IntroduceAck.BAD_FORMAT);
      return;
    }
    OnionServiceCircuit service = points.service(introduction.authenticationKey());
    if (service == null) {
      points.count(OnionServiceEvent.INTRODUCED_TO_NOBODY);
      acknowledge(IntroduceAck.UNKNOWN_SERVICE);
      return;
    }
    LoopTask.give(
        service.loop(),
        () -> {
          int status = service.purpose().handOn(introduction);
          LoopTask.give(circuit.loop(), () -> acknowledge(status));
        });
  }

  private static int length(Introduce1 message) {
    ByteWriter writer = new ByteWriter(512);
    message.write(writer);
    return writer.length();
  }

  /** An INTRODUCE1 of {@code length} bytes that cannot be read. */
  public void onUnreadableIntroduce1(int length) throws CircuitException {
    if (length < MIN_INTRODUCTION) {
      points.count(OnionServiceEvent.INTRODUCED_MALFORMED);
      throw refused("an INTRODUCE1 that names nothing");
    }
    admitIntroduction();
    points.count(OnionServiceEvent.INTRODUCED_MALFORMED);
    acknowledge(IntroduceAck.BAD_FORMAT);
  }

  /** One to a circuit, so that who floods a service has to build as many circuits. */
  private void admitIntroduction() throws CircuitException {
    requirePlain("an INTRODUCE1", OnionServiceEvent.INTRODUCED_AGAIN);
    if (introduced) {
      points.count(OnionServiceEvent.INTRODUCED_AGAIN);
      throw refused("a second INTRODUCE1 on a circuit");
    }
    if (circuit.isSingleHop()) {
      points.count(OnionServiceEvent.INTRODUCED_SINGLE_HOP);
      throw refused("an INTRODUCE1 straight from a client");
    }
    introduced = true;
  }

  private void acknowledge(int status) {
    circuit.send(0, IntroduceAck.of(status));
    circuit.flush();
  }

  /** Hands the service an introduction, on the loop of its circuit; the status for the client. */
  private int handOn(Introduction introduction) {
    if (!(state instanceof State.Introducing now)
        || !now.key().equals(introduction.authenticationKey())) {
      points.count(OnionServiceEvent.INTRODUCED_TO_NOBODY);
      return IntroduceAck.UNKNOWN_SERVICE;
    }
    if (!now.limit().takes(circuit.nanoTime())) {
      points.count(OnionServiceEvent.INTRODUCED_TOO_OFTEN);
      return IntroduceAck.UNKNOWN_SERVICE;
    }
    points.count(OnionServiceEvent.INTRODUCED);
    circuit.send(0, new Introduce2(introduction));
    circuit.flush();
    // Too many waiting cells end the circuit.
    return state instanceof State.Introducing ? IntroduceAck.SUCCESS : IntroduceAck.UNKNOWN_SERVICE;
  }

  /** A client wants to meet a service here. */
  public void onEstablishRendezvous(EstablishRendezvous message) throws CircuitException {
    if (!isPlain()) {
      points.count(OnionServiceEvent.AWAITING_UNSUITABLE);
      throw refused("an ESTABLISH_RENDEZVOUS on a circuit that is not fit for it");
    }
    if (circuit.isSingleHop() && points.rules().refusesSingleHop()) {
      // As C tor: such a client waits in vain.
      points.count(OnionServiceEvent.AWAITING_SINGLE_HOP);
      return;
    }
    requirePlain("an ESTABLISH_RENDEZVOUS", OnionServiceEvent.AWAITING_UNSUITABLE);
    if (!points.await(message.cookie(), circuit)) {
      points.count(OnionServiceEvent.AWAITING_SAME_COOKIE);
      throw refused("an ESTABLISH_RENDEZVOUS by a cookie that another waits by");
    }
    state = new State.Awaiting(message.cookie());
    points.count(OnionServiceEvent.AWAITING);
    circuit.send(0, new RendezvousEstablished());
    circuit.flush();
  }

  /** A service wants to meet the client that waits by this cookie. */
  public void onRendezvous1(Rendezvous1 message) throws CircuitException {
    requirePlain("a RENDEZVOUS1", OnionServiceEvent.JOINED_UNSUITABLE);
    OnionServiceCircuit client = points.rendezvous(message.cookie());
    if (client == null) {
      points.count(OnionServiceEvent.JOINED_TO_NOBODY);
      throw refused("a RENDEZVOUS1 by a cookie that nobody waits by");
    }
    state = new State.Joined();
    points.count(OnionServiceEvent.JOINED);
    circuit.join(points.way(client));
    Rendezvous2 answer = new Rendezvous2(message.handshake());
    if (client.loop().inEventLoop()) {
      // At once: what the service sends next must not overtake it.
      client.purpose().join(circuit, answer);
    } else {
      LoopTask.give(client.loop(), () -> client.purpose().join(circuit, answer));
    }
  }

  /** The service's circuit is there; on the loop of the client's. */
  private void join(OnionServiceCircuit service, Rendezvous2 answer) {
    JoinedCircuit other = points.way(service);
    if (state instanceof State.Over) {
      other.destroy(DestroyReason.DESTROYED);
      return;
    }
    state = new State.Joined();
    circuit.send(0, answer);
    circuit.join(other);
    circuit.flush();
  }

  /** The circuit is gone. */
  public void onClosed() {
    State before = state;
    state = State.OVER;
    if (before instanceof State.Introducing introducing) {
      points.forget(introducing.key(), circuit);
    } else if (before instanceof State.Awaiting awaiting) {
      points.forget(awaiting.cookie(), circuit);
    }
  }
}
