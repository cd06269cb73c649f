package org.tropea.integration.probe;

import static org.tropea.integration.probe.HostileCase.differs;
import static org.tropea.integration.probe.HostileCase.same;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.integration.probe.ProbeCircuit.Event;
import org.tropea.integration.probe.ProbeCircuit.Message;
import org.tropea.integration.probe.ProbeCircuit.Over;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.message.RelayCommand;

/** The cases message-22 to message-24 and message-29: conflux sets at an exit, out of order. */
final class ConfluxCases {
  private static final Outcome PROTOCOL = Outcome.destroy(1);
  private static final Outcome INTERNAL = Outcome.destroy(2);
  private static final Outcome RESOURCES = Outcome.destroy(5);
  private static final Outcome FINISHED = Outcome.destroy(9);
  private static final int NONCE_LENGTH = 32;
  private static final int WISH_LATENCY = 1;
  private static final int WISH_MOST = 3;
  private static final Duration QUIET = Duration.ofMillis(700);
  private static final int MORE_THAN_WAITS = 9_000;

  private ConfluxCases() {}

  static List<HostileCase> all() {
    List<HostileCase> cases = new ArrayList<>(links());
    cases.addAll(misplaced());
    cases.addAll(switches());
    cases.addAll(legs());
    return cases;
  }

  private static HostileCase refused(String what, byte[] link) {
    return refused(what, link, PROTOCOL);
  }

  private static HostileCase refused(String what, byte[] link, Outcome outcome) {
    return same(
        "message-22 CONFLUX_LINK " + what,
        scene -> {
          ProbeCircuit circuit = scene.relayCircuit();
          circuit.send(RelayCommand.CONFLUX_LINK, 0, link);
          return circuit.next(circuit.link().patience()) instanceof Over over
              ? over.how()
              : Outcome.KEPT;
        },
        outcome);
  }

  private static List<HostileCase> links() {
    byte[] good = termsOfNewSet(0, 0);
    return List.of(
        same("message-22 CONFLUX_LINK in order", scene -> alive(leg(scene)), Outcome.KEPT),
        refused("of nothing", new byte[0]),
        refused("cut short", Arrays.copyOf(good, good.length - 1)),
        refused("of another version", changed(good, 0, 2)),
        refused("that asks for what has no meaning", changed(good, good.length - 1, 9)),
        refused("that acknowledges what was never sent", termsOfNewSet(0, 7), INTERNAL),
        refused("behind messages that are lost", termsOfNewSet(7, 0), INTERNAL),
        refused("with a number beyond all", termsOfNewSet(-1, 0), INTERNAL),
        same(
            "message-22 CONFLUX_LINK with bytes behind it",
            scene -> {
              ProbeCircuit circuit = scene.relayCircuit();
              byte[] nonce = LinkCases.noise(NONCE_LENGTH);
              byte[] longer = Arrays.copyOf(terms(nonce, 0, 0, 1), 90);
              circuit.send(RelayCommand.CONFLUX_LINK, 0, longer);
              return linked(circuit) ? alive(circuit) : Outcome.SILENT;
            },
            Outcome.KEPT));
  }

  private static List<HostileCase> misplaced() {
    return List.of(
        same(
            "message-22 CONFLUX_LINK twice",
            scene -> {
              ProbeCircuit circuit = leg(scene);
              circuit.send(RelayCommand.CONFLUX_LINK, 0, termsOfNewSet(0, 0));
              return end(circuit);
            },
            PROTOCOL),
        same(
            "message-22 CONFLUX_LINK behind a stream",
            scene -> {
              ProbeCircuit circuit = scene.relayCircuit();
              StreamCases.connect(scene, circuit, scene.servers().echoPort());
              circuit.send(RelayCommand.CONFLUX_LINK, 0, termsOfNewSet(0, 0));
              return end(circuit);
            },
            PROTOCOL),
        same(
            "message-22 CONFLUX_LINK to a hop in the middle",
            scene -> {
              ProbeCircuit circuit = scene.relayCircuit().extend(scene.neighbour(), scene.kind());
              byte[] link = termsOfNewSet(0, 0);
              circuit.sendTo(0, false, ProbeHop.Raw.of(RelayCommand.CONFLUX_LINK, 0, link));
              return end(circuit);
            },
            PROTOCOL),
        same(
            "message-22 CONFLUX_LINKED on a leg",
            scene -> {
              ProbeCircuit circuit = leg(scene);
              circuit.send(RelayCommand.CONFLUX_LINKED, 0, termsOfNewSet(0, 0));
              return end(circuit);
            },
            PROTOCOL),
        same(
            "message-22 CONFLUX_LINKED_ACK again and again",
            scene -> {
              ProbeCircuit circuit = leg(scene);
              for (int i = 0; i < 10; i++) {
                circuit.send(RelayCommand.CONFLUX_LINKED_ACK, 0, new byte[0]);
              }
              return alive(circuit);
            },
            Outcome.KEPT),
        same(
            "message-29 BEGIN_DIR on a leg",
            scene -> {
              ProbeCircuit circuit = leg(scene);
              circuit.send(RelayCommand.BEGIN_DIR, 5, new byte[0]);
              return circuit.nextOn(5) instanceof Message message
                      && message.command() == RelayCommand.END
                  ? Outcome.end(message.data()[0])
                  : Outcome.SILENT;
            },
            Outcome.end(14)),
        same(
            "message-29 TRUNCATE on a leg",
            scene -> {
              ProbeCircuit circuit = leg(scene);
              circuit.send(RelayCommand.TRUNCATE, 0, new byte[1]);
              return alive(circuit);
            },
            Outcome.KEPT),
        // C tor extends it, and closes it at its next message that has an order.
        differs(
            "message-29 EXTEND2 on a leg",
            scene -> {
              ProbeCircuit circuit = leg(scene);
              byte[] request = ProbeCircuit.handshake(scene.neighbour()).request();
              circuit.sendEarly(
                  RelayCommand.EXTEND2,
                  0,
                  ProbeCircuit.extend2Body(scene.neighbour().target(), request));
              return circuit.next(circuit.link().patience()) instanceof Over over
                  ? over.how()
                  : Outcome.KEPT;
            },
            PROTOCOL,
            Outcome.KEPT));
  }

  private static List<HostileCase> switches() {
    return List.of(
        same("message-23 CONFLUX_SWITCH of 0", scene -> alive(switched(scene, 0)), Outcome.KEPT),
        same(
            "message-23 a gap that nobody fills",
            scene -> {
              ProbeCircuit circuit = switched(scene, 1);
              circuit.send(RelayCommand.BEGIN, 9, new byte[] {'x', 0});
              // What has no order goes on.
              circuit.send(RelayCommand.BEGIN_DIR, 5, new byte[0]);
              return circuit.nextOn(5) instanceof Over over ? over.how() : Outcome.KEPT;
            },
            Outcome.KEPT),
        same(
            "message-23 CONFLUX_SWITCH past all numbers",
            scene -> {
              ProbeCircuit circuit = switched(scene, -1);
              circuit.send(RelayCommand.CONFLUX_SWITCH, 0, new byte[] {-1, -1, -1, -1});
              circuit.send(RelayCommand.BEGIN, 9, new byte[] {'x', 0});
              circuit.send(RelayCommand.BEGIN_DIR, 5, new byte[0]);
              return circuit.nextOn(5) instanceof Over over ? over.how() : Outcome.KEPT;
            },
            Outcome.KEPT),
        // C tor takes one that it cannot read for one of 0, and calls it a bug of its own.
        differs(
            "message-23 CONFLUX_SWITCH of nothing",
            scene -> {
              ProbeCircuit circuit = leg(scene);
              circuit.send(RelayCommand.CONFLUX_SWITCH, 0, new byte[0]);
              return alive(circuit);
            },
            PROTOCOL,
            Outcome.KEPT),
        // C tor lets 2 GB wait.
        differs(
            "message-24 too much behind a gap",
            scene -> {
              ProbeCircuit circuit = switched(scene, 1);
              byte[] data = LinkCases.noise(circuit.maxData());
              for (int i = 0; i < MORE_THAN_WAITS; i++) {
                circuit.send(RelayCommand.DATA, 9, data);
              }
              circuit.send(RelayCommand.BEGIN_DIR, 5, new byte[0]);
              return circuit.nextOn(5) instanceof Over over ? over.how() : Outcome.KEPT;
            },
            RESOURCES,
            Outcome.KEPT));
  }

  private static List<HostileCase> legs() {
    return List.of(
        // A full cell of the older format does not fit into one of the newer: C tor links the leg,
        // and calls what comes of it a bug of its own.
        differs(
            "message-29 legs of both cell formats, the older first",
            scene -> formats(scene, ProbeHop.Kind.CONTROLLED, ProbeHop.Kind.CGO),
            INTERNAL,
            FINISHED),
        same(
            "message-29 legs of both cell formats, the newer first",
            scene -> formats(scene, ProbeHop.Kind.CGO, ProbeHop.Kind.CONTROLLED),
            Outcome.cells(250)),
        same("message-29 as many legs as there may be", ConfluxCases::manyLegs, Outcome.cells(8)),
        same(
            "message-29 a number that was there before, by another leg",
            scene -> {
              byte[] nonce = LinkCases.noise(NONCE_LENGTH);
              ProbeCircuit first = leg(scene, nonce);
              ProbeCircuit second = another(scene, first, nonce);
              first.send(RelayCommand.BEGIN, 9, new byte[] {'x', 0});
              second.send(RelayCommand.BEGIN, 11, new byte[] {'x', 0});
              return end(second);
            },
            INTERNAL),
        same(
            "message-29 a leg that is destroyed while others are in use",
            scene -> {
              byte[] nonce = LinkCases.noise(NONCE_LENGTH);
              ProbeCircuit first = leg(scene, nonce);
              ProbeCircuit second = another(scene, first, nonce);
              first.send(RelayCommand.BEGIN, 9, new byte[] {'x', 0});
              first.link().sendCell(first.id(), CellCommand.DESTROY, new byte[1]);
              return end(second);
            },
            FINISHED));
  }

  /**
   * How many cells come by two legs of which none is acknowledged: two windows, what connects the
   * stream, and what goes on with the second leg.
   */
  private static Outcome formats(Scene scene, ProbeHop.Kind founder, ProbeHop.Kind other)
      throws Exception {
    byte[] nonce = LinkCases.noise(NONCE_LENGTH);
    LinkProbe link = scene.relay();
    ProbeCircuit first = link(ProbeCircuit.create2(link, scene.node(), founder), nonce, WISH_MOST);
    ProbeCircuit second = ProbeCircuit.create2(link, scene.node(), other);
    second.send(RelayCommand.CONFLUX_LINK, 0, terms(nonce, 0, 0, WISH_MOST));
    if (second.next(link.patience()) instanceof Over over) {
      return over.how();
    }
    second.send(RelayCommand.CONFLUX_LINKED_ACK, 0, new byte[0]);
    byte[] target = StreamCases.target("127.0.0.1:" + scene.servers().floodPort());
    first.send(RelayCommand.BEGIN, 9, target);
    int cells = 0;
    try {
      while (true) {
        Frame frame = link.next(cells < 250 ? LinkProbe.PATIENCE : QUIET);
        if (frame == null) {
          return Outcome.CLOSED;
        } else if (frame.command() == CellCommand.DESTROY) {
          return Outcome.destroy(frame.first());
        } else if (frame.circuitId() == first.id() || frame.circuitId() == second.id()) {
          cells++;
        }
      }
    } catch (SilenceException e) {
      return Outcome.cells(cells);
    }
  }

  /** How many legs a set takes. */
  private static Outcome manyLegs(Scene scene) throws Exception {
    byte[] nonce = LinkCases.noise(NONCE_LENGTH);
    LinkProbe link = scene.relay();
    for (int legs = 0; legs < 300; legs++) {
      ProbeCircuit circuit = ProbeCircuit.create2(link, scene.node(), scene.kind());
      circuit.send(RelayCommand.CONFLUX_LINK, 0, terms(nonce, 0, 0, 1));
      if (!linked(circuit)) {
        return Outcome.cells(legs);
      }
    }
    return Outcome.KEPT;
  }

  /** A circuit that is linked to a set of its own. */
  private static ProbeCircuit leg(Scene scene) throws Exception {
    return leg(scene, LinkCases.noise(NONCE_LENGTH));
  }

  private static ProbeCircuit leg(Scene scene, byte[] nonce) throws Exception {
    return link(scene.relayCircuit(), nonce, WISH_LATENCY);
  }

  /** A second leg, by the same link. */
  private static ProbeCircuit another(Scene scene, ProbeCircuit first, byte[] nonce)
      throws Exception {
    return link(
        ProbeCircuit.create2(first.link(), scene.node(), scene.kind()), nonce, WISH_LATENCY);
  }

  private static ProbeCircuit link(ProbeCircuit circuit, byte[] nonce, int wish) throws Exception {
    circuit.send(RelayCommand.CONFLUX_LINK, 0, terms(nonce, 0, 0, wish));
    if (!linked(circuit)) {
      throw new AssertionError("the circuit was not linked");
    }
    return circuit;
  }

  private static boolean linked(ProbeCircuit circuit) throws Exception {
    Event event = circuit.next(circuit.link().patience());
    circuit.send(RelayCommand.CONFLUX_LINKED_ACK, 0, new byte[0]);
    return event instanceof Message message && message.command() == RelayCommand.CONFLUX_LINKED;
  }

  /** A leg that has left out so many numbers. */
  private static ProbeCircuit switched(Scene scene, int skipped) throws Exception {
    ProbeCircuit circuit = leg(scene);
    byte[] body = new ByteWriter(4).i32(skipped).toByteArray();
    circuit.send(RelayCommand.CONFLUX_SWITCH, 0, body);
    return circuit;
  }

  /** Whether a stream that cannot be begun is ended, as on any circuit. */
  private static Outcome alive(ProbeCircuit circuit) throws Exception {
    return circuit.outcome();
  }

  /** How the circuit ends. */
  private static Outcome end(ProbeCircuit circuit) throws Exception {
    while (true) {
      if (circuit.next(circuit.link().patience()) instanceof Over over) {
        return over.how();
      }
    }
  }

  private static byte[] termsOfNewSet(long lastSent, long lastReceived) {
    return terms(LinkCases.noise(NONCE_LENGTH), lastSent, lastReceived, 1);
  }

  private static byte[] terms(byte[] nonce, long lastSent, long lastReceived, int wish) {
    return new ByteWriter(50)
        .u8(1)
        .bytes(nonce)
        .i64(lastSent)
        .i64(lastReceived)
        .u8(wish)
        .toByteArray();
  }

  private static byte[] changed(byte[] body, int at, int value) {
    byte[] other = body.clone();
    other[at] = (byte) value;
    return other;
  }
}
