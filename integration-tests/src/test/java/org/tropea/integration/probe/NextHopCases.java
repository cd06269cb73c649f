package org.tropea.integration.probe;

import static org.tropea.integration.probe.HostileCase.differs;
import static org.tropea.integration.probe.HostileCase.same;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.RelayCommand;

/**
 * The rows L and C in which the next hop is the hostile one, or sees what a relay passes on to it:
 * the probe is both the client and the relay behind the one that is probed.
 */
final class NextHopCases {
  private static final Outcome PROTOCOL = Outcome.destroy(1);
  private static final Outcome RESOURCE_LIMIT = Outcome.destroy(5);
  private static final Outcome CHANNEL_CLOSED = Outcome.destroy(8);
  private static final Outcome DESTROYED = Outcome.destroy(11);
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final int REQUESTED = 3;
  private static final int MORE_THAN_THE_KERNEL_TAKES = 40_000;

  private NextHopCases() {}

  static List<HostileCase> all() {
    List<HostileCase> cases = new ArrayList<>(destroys());
    cases.addAll(truncates());
    cases.addAll(created());
    cases.addAll(relayed());
    cases.addAll(unreachable());
    return cases;
  }

  private static List<HostileCase> destroys() {
    List<HostileCase> cases = new ArrayList<>();
    for (int reason : new int[] {0, 1, 5, 12, 200}) {
      byte[] body = {(byte) reason};
      cases.add(
          same(
              "circuit-36 DESTROY(" + reason + ") by the next hop, at the client",
              scene -> {
                Joint joint = Joint.made(scene);
                joint.answer(CellCommand.DESTROY, body);
                return joint.heardByClient();
              },
              DESTROYED));
      cases.add(
          same(
              "circuit-36 DESTROY(" + reason + ") by the client, at the next hop",
              scene -> {
                Joint joint = Joint.made(scene);
                joint.circuit().link().sendCell(joint.circuit().id(), CellCommand.DESTROY, body);
                return joint.heardByNext();
              },
              DESTROYED));
    }
    cases.add(
        same(
            "circuit-36 DESTROY by the next hop instead of CREATED2",
            scene -> {
              Joint joint = Joint.asked(scene);
              joint.answer(CellCommand.DESTROY, new byte[] {1});
              return joint.heardByClient();
            },
            DESTROYED));
    cases.add(
        same(
            "circuit-36 the client's link closes, at the next hop",
            scene -> {
              Joint joint = Joint.made(scene);
              joint.circuit().link().close();
              return joint.heardByNext();
            },
            CHANNEL_CLOSED));
    cases.add(
        same(
            "circuit-36 the next hop's link closes, at the client",
            scene -> {
              Joint joint = Joint.made(scene);
              joint.next().close();
              return joint.heardByClient();
            },
            CHANNEL_CLOSED));
    cases.add(
        same(
            "circuit-36 the client breaks the protocol, at the next hop",
            scene -> {
              Joint joint = Joint.made(scene);
              joint.circuit().send(RelayCommand.END, 7, new byte[0]);
              return joint.heardByNext();
            },
            PROTOCOL));
    return cases;
  }

  private static List<HostileCase> truncates() {
    return List.of(
        same(
            "circuit-36 TRUNCATE(5), at the next hop",
            scene -> {
              Joint joint = Joint.made(scene);
              joint.circuit().send(RelayCommand.TRUNCATE, 0, new byte[] {5});
              return joint.heardByNext();
            },
            RESOURCE_LIMIT),
        same(
            "circuit-34 TRUNCATE(5), at the client",
            scene -> {
              Joint joint = Joint.made(scene);
              joint.circuit().send(RelayCommand.TRUNCATE, 0, new byte[] {5});
              return joint.expect(RelayCommand.TRUNCATED)[0] == REQUESTED
                  ? joint.circuit().outcome()
                  : Outcome.SILENT;
            },
            Outcome.KEPT),
        same(
            "circuit-34 TRUNCATE without a reason, at the client",
            scene -> {
              Joint joint = Joint.made(scene);
              joint.circuit().send(RelayCommand.TRUNCATE, 0, new byte[0]);
              return joint.circuit().outcome();
            },
            PROTOCOL),
        same(
            "circuit-34 TRUNCATE of nothing without a reason",
            scene -> {
              ProbeCircuit circuit = scene.clientCircuit();
              circuit.send(RelayCommand.TRUNCATE, 0, new byte[0]);
              return circuit.outcome();
            },
            Outcome.KEPT));
  }

  private static List<HostileCase> created() {
    List<HostileCase> cases = new ArrayList<>();
    cases.add(
        answered(
            "circuit-4 CREATED2 of length 65535", CellCommand.CREATED2, Joint.reply(65_535, 64)));
    cases.add(
        answered("circuit-4 CREATED2 of length 508", CellCommand.CREATED2, Joint.reply(508, 64)));
    cases.add(
        same(
            "circuit-4 CREATED2 of length 0",
            scene -> {
              Joint joint = Joint.asked(scene);
              joint.answer(CellCommand.CREATED2, Joint.reply(0, 0));
              return joint.expect(RelayCommand.EXTENDED2).length == 2
                  ? Outcome.KEPT
                  : Outcome.SILENT;
            },
            Outcome.KEPT));
    cases.add(answered("circuit-4 CREATED for CREATE2", CellCommand.CREATED, new byte[0]));
    cases.add(
        same(
            "circuit-7 CREATED2 twice",
            scene -> {
              Joint joint = Joint.made(scene);
              joint.answer(
                  CellCommand.CREATED2, Joint.reply(Joint.REPLY_LENGTH, Joint.REPLY_LENGTH));
              joint.next().outcome();
              return joint.circuit().outcome();
            },
            Outcome.KEPT));
    cases.add(
        same(
            "circuit-7 CREATED2 by the client",
            scene -> {
              ProbeCircuit circuit = scene.clientCircuit();
              circuit
                  .link()
                  .sendCell(
                      circuit.id(),
                      CellCommand.CREATED2,
                      Joint.reply(Joint.REPLY_LENGTH, Joint.REPLY_LENGTH));
              return circuit.outcome();
            },
            PROTOCOL));
    cases.add(
        differs(
            "circuit-9 RELAY to a hop that has not answered",
            scene -> {
              Joint joint = Joint.asked(scene);
              LinkProbe link = joint.circuit().link().impatient(SHORT);
              link.sendCell(joint.circuit().id(), CellCommand.RELAY, LinkCases.noise(509));
              return joint.heardByClient();
            },
            PROTOCOL,
            // It passes the cell on.
            Outcome.SILENT));
    return cases;
  }

  private static HostileCase answered(String number, int command, byte[] body) {
    return same(
        number,
        scene -> {
          Joint joint = Joint.asked(scene);
          joint.answer(command, body);
          return joint.heardByClient();
        },
        PROTOCOL);
  }

  private static List<HostileCase> relayed() {
    return List.of(
        same(
            "circuit-10 RELAY_EARLY by the next hop",
            scene -> {
              Joint joint = Joint.made(scene);
              joint.answer(CellCommand.RELAY_EARLY, LinkCases.noise(509));
              return joint.heardByClient();
            },
            PROTOCOL),
        same(
            "circuit-16 a cell of the next hop that nobody can read",
            scene -> {
              Joint joint = Joint.made(scene);
              joint.answer(CellCommand.RELAY, LinkCases.noise(509));
              return joint.heardByClient();
            },
            Outcome.KEPT),
        same(
            "circuit-16 a cell for the next hop that nobody can read",
            scene -> {
              Joint joint = Joint.made(scene);
              joint
                  .circuit()
                  .link()
                  .sendCell(joint.circuit().id(), CellCommand.RELAY, LinkCases.noise(509));
              return joint.heardByNext();
            },
            Outcome.KEPT),
        same(
            "circuit-20 the next hop stops reading",
            scene -> {
              Joint joint = Joint.made(scene);
              joint.next().stopReading();
              flood(joint.circuit().link(), joint.circuit().id());
              return joint.heardByClient();
            },
            RESOURCE_LIMIT),
        same(
            "circuit-20 the client stops reading",
            scene -> {
              Joint joint = Joint.made(scene);
              joint.circuit().link().stopReading();
              flood(joint.next(), joint.id());
              return joint.heardByNext();
            },
            RESOURCE_LIMIT));
  }

  private static List<HostileCase> unreachable() {
    return List.of(
        same(
            "link-21 EXTEND2 to a relay that is another one",
            scene ->
                extend(scene, RsaIdentity.of(LinkCases.noise(20)), scene.neighbour().address()),
            CHANNEL_CLOSED),
        same(
            "circuit-32 EXTEND2 to where nobody listens",
            scene -> extend(scene, RsaIdentity.of(LinkCases.noise(20)), nobody()),
            CHANNEL_CLOSED),
        same(
            "circuit-32 EXTEND2 to where nobody listens, of a relay that is linked already",
            scene -> {
              // It stays for a while after its circuit.
              scene.clientCircuit().extend(scene.neighbour());
              return extend(scene, scene.neighbour().rsaIdentity(), nobody());
            },
            Outcome.KEPT),
        same(
            "link-22 EXTEND2 to what speaks no TLS",
            scene ->
                extend(
                    scene,
                    RsaIdentity.of(LinkCases.noise(20)),
                    new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), scene.servers().echoPort())),
            CHANNEL_CLOSED));
  }

  private static Outcome extend(Scene scene, RsaIdentity rsa, InetSocketAddress address)
      throws Exception {
    ProbeCircuit circuit = scene.clientCircuit();
    RelayTarget target =
        new RelayTarget(rsa, scene.neighbour().ed25519Identity(), List.of(address));
    byte[] request = ProbeCircuit.handshake(scene.neighbour()).request();
    circuit.sendEarly(RelayCommand.EXTEND2, 0, ProbeCircuit.extend2Body(target, request));
    return circuit.next(LinkProbe.PATIENCE) instanceof ProbeCircuit.Over over
        ? over.how()
        : Outcome.KEPT;
  }

  private static InetSocketAddress nobody() throws IOException {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), LoopbackServers.closedPort());
  }

  private static void flood(LinkProbe link, int id) {
    byte[] frame = link.frame(id, CellCommand.RELAY, LinkCases.noise(509));
    ByteWriter batch = new ByteWriter(100 * frame.length);
    for (int i = 0; i < 100; i++) {
      batch.bytes(frame);
    }
    byte[] cells = batch.toByteArray();
    for (int i = 0; i < MORE_THAN_THE_KERNEL_TAKES / 100; i++) {
      link.send(cells);
    }
  }
}
