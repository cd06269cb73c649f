package org.tropea.integration.probe;

import static org.tropea.integration.probe.HostileCase.same;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.RelayCommand;

/** The rows C: cells and circuits. */
final class CircuitCases {
  private static final Outcome PROTOCOL = Outcome.destroy(1);
  private static final Outcome CONNECT_FAILED = Outcome.destroy(6);
  private static final Outcome DESTROYED = Outcome.destroy(11);
  private static final int MANY = 5_000;
  private static final int MANY_CIRCUITS = 2_000;

  private CircuitCases() {}

  static List<HostileCase> all() {
    List<HostileCase> cases = new ArrayList<>(create());
    cases.addAll(relay());
    cases.addAll(extend());
    return cases;
  }

  private static List<HostileCase> create() {
    return List.of(
        same(
            "circuit-1 unknown command 100",
            scene -> {
              LinkProbe link = scene.client();
              link.sendCell(0, 100, LinkCases.noise(509));
              link.sendCell(link.freshId(), 100, LinkCases.noise(509));
              return link.outcome();
            },
            Outcome.KEPT),
        same(
            "circuit-2 CREATE* on circuit 0",
            scene -> {
              LinkProbe link = scene.client();
              link.sendCell(0, CellCommand.CREATE, LinkCases.noise(509));
              link.sendCell(0, CellCommand.CREATE_FAST, LinkCases.noise(20));
              link.sendCell(0, CellCommand.CREATE2, ntor(scene.node()));
              return link.outcome();
            },
            Outcome.KEPT),
        same(
            "circuit-2 CREATE_FAST with a circuit id of the other side",
            scene -> {
              LinkProbe link = scene.client();
              int id = (link.freshId() & Integer.MAX_VALUE) | 1;
              link.sendCell(id, CellCommand.CREATE_FAST, LinkCases.noise(20));
              return answer(link, id);
            },
            PROTOCOL),
        same(
            "circuit-4 CREATE of TAP",
            scene -> create(scene, CellCommand.CREATE, LinkCases.noise(186)),
            PROTOCOL),
        same("circuit-4 CREATE2 of TAP", scene -> create2(scene, create2(0, 186, 186)), PROTOCOL),
        same(
            "circuit-4 CREATE2 of type 99", scene -> create2(scene, create2(99, 84, 84)), PROTOCOL),
        same(
            "circuit-4 CREATE2 too short for ntor",
            scene -> create2(scene, create2(2, 83, 83)),
            PROTOCOL),
        same(
            "circuit-4 CREATE2 of length 65535",
            scene -> create2(scene, create2(2, 65_535, 84)),
            PROTOCOL),
        same(
            "circuit-5 ntor for another relay",
            scene -> create2(scene, ntor(scene.neighbour())),
            PROTOCOL),
        same("circuit-5 ntor, X zero", scene -> create2(scene, ntorWithX(scene, 0)), PROTOCOL),
        same(
            "circuit-5 ntor, X of low order",
            scene -> create2(scene, ntorWithX(scene, 1)),
            PROTOCOL),
        same(
            "circuit-6 ntor-v3 of rubbish",
            scene -> create2(scene, create2(HandshakeType.NTOR_V3, 400, 400)),
            PROTOCOL),
        same(
            "circuit-7 CREATE_FAST twice",
            scene -> {
              ProbeCircuit circuit = scene.clientCircuit();
              circuit.link().sendCell(circuit.id(), CellCommand.CREATE_FAST, new byte[20]);
              return circuit.outcome();
            },
            Outcome.KEPT),
        same(
            "circuit-9 RELAY while CREATE2 is pending",
            scene -> {
              LinkProbe link = scene.client();
              int id = link.freshId();
              link.send(
                  new ByteWriter()
                      .bytes(link.frame(id, CellCommand.CREATE2, ntor(scene.node())))
                      .bytes(link.frame(id, CellCommand.RELAY, LinkCases.noise(509)))
                      .toByteArray());
              return answer(link, id);
            },
            PROTOCOL));
  }

  private static List<HostileCase> relay() {
    return List.of(
        same("circuit-11 8 RELAY_EARLY", scene -> early(scene, 8), Outcome.KEPT),
        same("circuit-11 9 RELAY_EARLY", scene -> early(scene, 9), PROTOCOL),
        same(
            "circuit-12 5,000 RELAY and DESTROY on unknown circuits",
            scene -> {
              LinkProbe link = scene.client();
              ByteWriter cells = new ByteWriter();
              for (int i = 0; i < MANY; i++) {
                int command = i % 2 == 0 ? CellCommand.RELAY : CellCommand.DESTROY;
                cells.bytes(link.frame(link.freshId(), command, new byte[] {1}));
              }
              link.send(cells.toByteArray());
              return link.outcome();
            },
            Outcome.KEPT),
        same("circuit-17 2,000 CREATE_FAST on one link", CircuitCases::manyCircuits, Outcome.KEPT),
        same(
            "circuit-19 2,000 circuits whose ids collide",
            CircuitCases::collidingIds,
            Outcome.KEPT),
        same(
            "circuit-14 unrecognised at the last hop",
            scene -> {
              ProbeCircuit circuit = scene.clientCircuit();
              circuit.link().sendCell(circuit.id(), CellCommand.RELAY, LinkCases.noise(509));
              return circuit.outcome();
            },
            PROTOCOL),
        same("circuit-30 EXTEND of old", scene -> extend(scene, RelayCommand.EXTEND), PROTOCOL),
        same(
            "circuit-30 EXTEND of old in a plain RELAY",
            scene -> message(scene, RelayCommand.EXTEND, LinkCases.noise(212)),
            Outcome.KEPT),
        same(
            "circuit-30 EXTENDED2",
            scene -> message(scene, RelayCommand.EXTENDED2, ntorReply()),
            Outcome.KEPT),
        same(
            "circuit-30 EXTENDED2 beyond understanding",
            scene -> message(scene, RelayCommand.EXTENDED2, new byte[] {9, 9, 9}),
            Outcome.KEPT),
        same(
            "circuit-34 TRUNCATED",
            scene -> message(scene, RelayCommand.TRUNCATED, new byte[1]),
            Outcome.KEPT),
        same(
            "circuit-34 TRUNCATE with nothing to cut",
            scene -> {
              ProbeCircuit circuit = scene.clientCircuit();
              circuit.send(RelayCommand.TRUNCATE, 0, new byte[1]);
              return circuit.outcome();
            },
            Outcome.KEPT));
  }

  private static List<HostileCase> extend() {
    return List.of(
        same(
            "circuit-24 EXTEND2 twice",
            scene -> {
              ProbeCircuit circuit = scene.clientCircuit();
              byte[] body = extend2(scene, mute(scene));
              circuit.sendEarly(RelayCommand.EXTEND2, 0, body);
              circuit.sendEarly(RelayCommand.EXTEND2, 0, body);
              return circuit.outcome();
            },
            PROTOCOL,
            DESTROYED),
        same(
            "circuit-24 TRUNCATE while EXTEND2 is pending, then EXTEND2",
            scene -> {
              ProbeCircuit circuit = scene.clientCircuit();
              circuit.sendEarly(RelayCommand.EXTEND2, 0, extend2(scene, mute(scene)));
              circuit.send(RelayCommand.TRUNCATE, 0, new byte[1]);
              circuit.next(LinkProbe.PATIENCE);
              circuit.extend(scene.neighbour());
              scene.servers().hangUp();
              return circuit.outcome();
            },
            Outcome.KEPT),
        same(
            "circuit-25 EXTEND2 of 0 specifiers",
            scene -> extend(scene, specifiers(0, 0)),
            PROTOCOL),
        same(
            "circuit-25 EXTEND2 truncated",
            scene -> extend(scene, Arrays.copyOf(extend2(scene, neighbour(scene)), 50)),
            PROTOCOL),
        same(
            "circuit-25 EXTEND2 of 255 specifiers",
            scene -> extend(scene, specifiers(255, 20)),
            PROTOCOL),
        same(
            "circuit-25 EXTEND2 to port 0",
            scene -> extend(scene, extend2(scene, target(scene, 0, null))),
            PROTOCOL),
        same(
            "circuit-25 EXTEND2 to identity zero",
            scene -> extend(scene, extend2(scene, target(scene, 9, RsaIdentity.of(new byte[20])))),
            PROTOCOL),
        same(
            "circuit-26 EXTEND2 back, by RSA identity",
            scene -> back(scene, scene.identity().rsaIdentity(), stranger()),
            PROTOCOL),
        same(
            "circuit-26 EXTEND2 back, by Ed25519 identity",
            scene ->
                back(
                    scene, RsaIdentity.of(LinkCases.noise(20)), scene.identity().ed25519Identity()),
            PROTOCOL),
        same(
            "circuit-27 EXTEND2 to itself",
            scene -> extend(scene, extend2(scene, scene.node().target())),
            CONNECT_FAILED),
        same(
            "circuit-27 EXTEND2 to itself, by Ed25519 identity",
            scene ->
                extend(
                    scene,
                    extend2(
                        scene,
                        new RelayTarget(
                            RsaIdentity.of(LinkCases.noise(20)),
                            scene.node().ed25519Identity(),
                            List.of(scene.node().address())))),
            CONNECT_FAILED),
        same(
            "circuit-29 EXTEND2 in a plain RELAY",
            scene -> message(scene, RelayCommand.EXTEND2, extend2(scene, neighbour(scene))),
            Outcome.KEPT),
        same(
            "circuit-29 EXTEND2 on a stream",
            scene -> {
              ProbeCircuit circuit = scene.clientCircuit();
              circuit.sendEarly(RelayCommand.EXTEND2, 5, extend2(scene, neighbour(scene)));
              return circuit.outcome();
            },
            Outcome.KEPT));
  }

  private static Outcome create(Scene scene, int command, byte[] body) throws Exception {
    LinkProbe link = scene.client();
    int id = link.freshId();
    link.sendCell(id, command, body);
    return answer(link, id);
  }

  private static Outcome create2(Scene scene, byte[] body) throws Exception {
    return create(scene, CellCommand.CREATE2, body);
  }

  private static Outcome answer(LinkProbe link, int id) throws Exception {
    Frame frame = link.awaitOn(id);
    if (frame == null) {
      return Outcome.CLOSED;
    }
    return frame.command() == CellCommand.DESTROY ? Outcome.destroy(frame.first()) : Outcome.KEPT;
  }

  /** A CREATE2 that says it has {@code said} bytes of request. */
  private static byte[] create2(int type, int said, int length) {
    return new ByteWriter(512).u16(type).u16(said).bytes(LinkCases.noise(length)).toByteArray();
  }

  private static byte[] ntor(ProbedNode node) {
    return ProbeCircuit.create2Body(HandshakeType.NTOR, ProbeCircuit.handshake(node).request());
  }

  private static byte[] ntorReply() {
    return new ByteWriter(66).u16(64).bytes(LinkCases.noise(64)).toByteArray();
  }

  private static byte[] ntorWithX(Scene scene, int x) {
    byte[] body = ntor(scene.node());
    Arrays.fill(body, 4 + 52, 4 + 84, (byte) 0);
    body[4 + 52] = (byte) x;
    return body;
  }

  private static Outcome early(Scene scene, int count) throws Exception {
    ProbeCircuit circuit = scene.clientCircuit();
    for (int i = 0; i < count; i++) {
      circuit.sendEarly(RelayCommand.DROP, 0, new byte[0]);
    }
    return circuit.outcome();
  }

  private static Outcome manyCircuits(Scene scene) throws Exception {
    LinkProbe link = scene.client();
    for (int i = 0; i < MANY_CIRCUITS; i++) {
      link.sendCell(link.freshId(), CellCommand.CREATE_FAST, LinkCases.noise(20));
    }
    for (int i = 0; i < MANY_CIRCUITS; i++) {
      link.expectCell(CellCommand.CREATED_FAST);
    }
    return link.outcome();
  }

  /** For a hash table of Java, which mixes the halves of a number. */
  private static Outcome collidingIds(Scene scene) throws Exception {
    LinkProbe link = scene.client();
    for (int i = 0; i < MANY_CIRCUITS; i++) {
      int high = 0x8000 | i;
      int id = (high << 16) | ((high ^ 0x5a5a) & 0xffff);
      link.sendCell(id, CellCommand.CREATE_FAST, LinkCases.noise(20));
    }
    for (int i = 0; i < MANY_CIRCUITS; i++) {
      link.expectCell(CellCommand.CREATED_FAST);
    }
    return link.outcome();
  }

  private static Outcome message(Scene scene, int command, byte[] data) throws Exception {
    ProbeCircuit circuit = scene.clientCircuit();
    circuit.send(command, 0, data);
    return circuit.outcome();
  }

  private static Outcome extend(Scene scene, int command) throws Exception {
    ProbeCircuit circuit = scene.clientCircuit();
    circuit.sendEarly(command, 0, LinkCases.noise(212));
    return circuit.outcome();
  }

  private static Outcome extend(Scene scene, byte[] body) throws Exception {
    ProbeCircuit circuit = scene.clientCircuit();
    circuit.sendEarly(RelayCommand.EXTEND2, 0, body);
    return circuit.next(LinkProbe.PATIENCE) instanceof ProbeCircuit.Over over
        ? over.how()
        : Outcome.KEPT;
  }

  private static Outcome back(Scene scene, RsaIdentity rsa, Ed25519Identity ed25519)
      throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    RelayTarget target = new RelayTarget(rsa, ed25519, List.of(scene.neighbour().address()));
    circuit.sendEarly(RelayCommand.EXTEND2, 0, extend2(scene, target));
    return circuit.outcome();
  }

  private static byte[] extend2(Scene scene, RelayTarget target) {
    return ProbeCircuit.extend2Body(target, ProbeCircuit.handshake(scene.node()).request());
  }

  private static RelayTarget neighbour(Scene scene) {
    return scene.neighbour().target();
  }

  /** A relay that takes connections and says nothing. */
  private static RelayTarget mute(Scene scene) {
    return target(scene, scene.servers().mutePort(), null);
  }

  private static RelayTarget target(Scene scene, int port, @Nullable RsaIdentity rsa) {
    return new RelayTarget(
        rsa == null ? RsaIdentity.of(LinkCases.noise(20)) : rsa,
        scene.neighbour().ed25519Identity(),
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
  }

  private static Ed25519Identity stranger() {
    return new ProbeIdentity().ed25519Identity();
  }

  /** An EXTEND2 that says it has {@code said} specifiers, and has some of an unknown type. */
  private static byte[] specifiers(int said, int count) {
    ByteWriter writer = new ByteWriter(512).u8(said);
    for (int i = 0; i < count; i++) {
      writer.u8(99).u8(4).i32(i);
    }
    return writer.bytes(create2(2, 84, 84)).toByteArray();
  }
}
