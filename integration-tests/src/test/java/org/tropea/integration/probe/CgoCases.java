package org.tropea.integration.probe;

import static java.util.Map.entry;
import static org.tropea.integration.probe.HostileCase.same;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.message.RelayCommand;

/**
 * The cases of messages and streams on a circuit of today: ntor v3, congestion control, Counter
 * Galois Onion, cells of format 1; and those that only such a circuit has.
 */
final class CgoCases {
  private static final Outcome PROTOCOL = Outcome.destroy(1);

  /** Cells that come unasked while nothing is acknowledged: the first window. */
  private static final Outcome WINDOW = Outcome.cells(124);

  /**
   * Where something else comes of it than on a circuit of old: nobody can tell where a message of
   * an unknown command begins, and 31 DATA are answered by a SENDME. Nothing but XOFF stops who
   * sends too much to an exit of C tor, which keeps it all.
   */
  private static final Map<String, HostileCase> OTHERWISE =
      Map.ofEntries(
          otherwise("message-2 command 0", PROTOCOL),
          otherwise("message-2 command 255", PROTOCOL),
          otherwise("message-2 command 255 on a stream", PROTOCOL),
          otherwise("message-7 command 99 on our stream", PROTOCOL),
          otherwise("message-4 1,101 DATA on an unknown stream", Outcome.cells(35)),
          otherwise("message-15 one stream that is never acknowledged", WINDOW),
          otherwise("message-15 three streams that are never acknowledged", WINDOW),
          otherwise(
              "message-16 20,000 DATA to a server that never reads", PROTOCOL, Outcome.SILENT),
          otherwise("exit-2 BEGIN of 498 bytes", PROTOCOL));

  private CgoCases() {}

  private static Map.Entry<String, HostileCase> otherwise(String number, Outcome both) {
    return otherwise(number, both, both);
  }

  private static Map.Entry<String, HostileCase> otherwise(
      String number, Outcome ours, Outcome ctor) {
    return entry(number, new HostileCase(number, scene -> ours, Set.of(ours), Set.of(ctor)));
  }

  /** All of them. */
  static List<HostileCase> all() {
    List<HostileCase> cases = new ArrayList<>();
    StreamCases.all().forEach(each -> cases.add(today(each)));
    ConfluxCases.all().forEach(each -> cases.add(today(each)));
    own().forEach(each -> cases.add(today(each)));
    return cases;
  }

  private static HostileCase today(HostileCase old) {
    HostileCase expected = OTHERWISE.getOrDefault(old.number(), old);
    return new HostileCase(
        old.number() + ", by CGO",
        old.scenario(),
        expected.ours(),
        old.ctor().isEmpty() ? old.ctor() : expected.ctor());
  }

  private static List<HostileCase> own() {
    return List.of(
        same(
            "message-11 SENDME v1 with a tag of 20",
            scene -> FlowCases.acknowledge(scene, FlowCases.sendme(new byte[20])),
            PROTOCOL),
        same(
            "circuit-14 unrecognised at the last hop",
            scene -> {
              ProbeCircuit circuit = scene.clientCircuit();
              circuit.link().sendCell(circuit.id(), CellCommand.RELAY, LinkCases.noise(509));
              return circuit.outcome();
            },
            PROTOCOL),
        same(
            "circuit-16 a bit of a cell is changed on the way",
            scene -> changed(scene, 300),
            PROTOCOL),
        same(
            "circuit-16 the last bit of a cell is changed", scene -> changed(scene, 508), PROTOCOL),
        same(
            "circuit-39 a cell sealed for RELAY that comes in RELAY_EARLY",
            scene -> {
              ProbeCircuit circuit = scene.clientCircuit();
              byte[] body = circuit.seal(RelayCommand.DROP, 0, new byte[0]);
              circuit.link().sendCell(circuit.id(), CellCommand.RELAY_EARLY, body);
              return circuit.outcome();
            },
            PROTOCOL),
        same(
            "circuit-39 a cell that comes twice",
            scene -> {
              ProbeCircuit circuit = scene.clientCircuit();
              byte[] body = circuit.seal(RelayCommand.DROP, 0, new byte[0]);
              circuit.link().sendCell(circuit.id(), CellCommand.RELAY, body);
              circuit.link().sendCell(circuit.id(), CellCommand.RELAY, body);
              return circuit.outcome();
            },
            PROTOCOL),
        same("circuit-11 9 RELAY_EARLY", CgoCases::early, PROTOCOL));
  }

  private static Outcome changed(Scene scene, int at) throws Exception {
    ProbeCircuit circuit = scene.clientCircuit();
    byte[] body = circuit.seal(RelayCommand.DROP, 0, new byte[0]);
    byte[] other = Arrays.copyOf(body, body.length);
    other[at] ^= 1;
    circuit.link().sendCell(circuit.id(), CellCommand.RELAY, other);
    return circuit.outcome();
  }

  private static Outcome early(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.clientCircuit();
    for (int i = 0; i < 9; i++) {
      circuit.sendEarly(RelayCommand.DROP, 0, new byte[0]);
    }
    return circuit.outcome();
  }
}
