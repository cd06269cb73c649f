package org.tropea.integration.probe;

import static org.tropea.integration.probe.HostileCase.same;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.integration.probe.ProbeCircuit.Event;
import org.tropea.integration.probe.ProbeCircuit.Message;
import org.tropea.integration.probe.ProbeCircuit.Over;
import org.tropea.protocol.message.RelayCommand;

/** The rows R10 to R26: flow control, and messages that only take time. */
final class FlowCases {
  private static final Outcome PROTOCOL = Outcome.destroy(1);
  private static final Outcome DESTROYED = Outcome.destroy(11);
  private static final int CONFLUX_LINK = 19;
  private static final int CONFLUX_SWITCH = 22;
  private static final int PADDING_NEGOTIATE = 41;
  private static final int XOFF = RelayCommand.XOFF;
  private static final int XON = RelayCommand.XON;
  private static final Outcome KEPT = Outcome.KEPT;
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(2);
  private static final Duration QUIET = Duration.ofMillis(700);

  private FlowCases() {}

  static List<HostileCase> all() {
    return List.of(
        same(
            "message-10 SENDME v0 for nothing",
            scene -> StreamCases.one(scene, RelayCommand.SENDME, 0, new byte[0]),
            PROTOCOL),
        same(
            "message-10 SENDME v1 for nothing",
            scene -> StreamCases.one(scene, RelayCommand.SENDME, 0, sendme(new byte[20])),
            PROTOCOL),
        same(
            "message-10 SENDME v7",
            scene -> StreamCases.one(scene, RelayCommand.SENDME, 0, new byte[] {7, 0, 0}),
            PROTOCOL),
        destroyed(
            "message-11 SENDME v1 of another cell",
            scene -> acknowledge(scene, sendme(new byte[20]))),
        destroyed(
            "message-11 SENDME v1 with a tag of 16",
            scene -> acknowledge(scene, sendme(new byte[16]))),
        destroyed("message-12 SENDME v1 of a cell before", FlowCases::stale),
        same(
            "message-14 30 stream SENDMEs for nothing",
            FlowCases::streamSendmes,
            PROTOCOL,
            DESTROYED),
        same(
            "message-15 one stream that is never acknowledged",
            scene -> flooded(scene, 1),
            Outcome.cells(500)),
        same(
            "message-15 three streams that are never acknowledged",
            scene -> flooded(scene, 3),
            Outcome.cells(1000)),
        same("message-16 20,000 DATA to a server that never reads", FlowCases::unread, PROTOCOL),
        same(
            "message-17 a download that the client does not read", FlowCases::sniper, Outcome.KEPT),
        same(
            "message-22 CONFLUX_LINK of garbage",
            scene -> StreamCases.one(scene, CONFLUX_LINK, 0, LinkCases.noise(60)),
            PROTOCOL),
        same(
            "message-22 CONFLUX_SWITCH on a circuit that is not linked",
            scene -> StreamCases.one(scene, CONFLUX_SWITCH, 0, new byte[] {0, 0, 0, 9}),
            PROTOCOL),
        same(
            "message-25 1,000 PADDING_NEGOTIATE of an unknown machine",
            FlowCases::pad,
            Outcome.KEPT),
        same("message-26 5,000 DROP", FlowCases::drops, Outcome.KEPT),
        same("message-28 XOFF of nothing on our stream", scene -> known(scene, XOFF, 0), KEPT),
        same("message-28 XON of nothing on our stream", scene -> known(scene, XON, 0), KEPT),
        same(
            "message-28 XOFF of another version on our stream",
            scene -> known(scene, XOFF, 1, 7),
            KEPT),
        same(
            "message-28 XON of another version on our stream",
            scene -> known(scene, XON, 5, 7, 0, 0, 0, 1),
            KEPT),
        same(
            "message-28 XON of half a rate on our stream",
            scene -> known(scene, XON, 3, 0, 0, 0),
            KEPT),
        same("message-28 XON of rate 0", scene -> known(scene, XON, 5, 0, 0, 0, 0, 0), KEPT),
        same(
            "message-28 XON of the greatest rate",
            scene -> known(scene, XON, 5, 0, 0xff, 0xff, 0xff, 0xff),
            KEPT));
  }

  /** Whether an echo still comes, and another message is answered, after one of a stream. */
  private static Outcome known(Scene scene, int command, int length, int... body) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    int streamId = StreamCases.connect(scene, circuit, scene.servers().echoPort());
    byte[] data = new byte[length];
    for (int i = 0; i < body.length; i++) {
      data[i] = (byte) body[i];
    }
    circuit.send(command, streamId, data);
    if (command == XOFF) {
      // What would be echoed waits until there is an XON.
      return circuit.outcome();
    }
    return StreamCases.echoed(circuit, streamId, "goes on");
  }

  /** C tor forgets such a circuit too, but every now and then without a DESTROY. */
  private static HostileCase destroyed(String number, HostileCase.Scenario scenario) {
    return new HostileCase(
        number, scenario, Set.of(PROTOCOL), Set.of(PROTOCOL, DESTROYED, Outcome.SILENT));
  }

  /** C tor takes what the kernel takes, and acknowledges no more. */
  private static Outcome unread(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    int streamId = StreamCases.connect(scene, circuit, scene.servers().mutePort());
    byte[] data = LinkCases.noise(circuit.maxData());
    for (int i = 0; i < 20_000; i++) {
      circuit.send(RelayCommand.DATA, streamId, data);
    }
    return awaitEnd(circuit);
  }

  /** Whether the relay still answers others meanwhile. */
  private static Outcome sniper(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    StreamCases.connect(scene, circuit, scene.servers().floodPort());
    circuit.link().stopReading();
    try (LinkProbe other = LinkProbe.connect(scene.node().address()).handshake()) {
      return ProbeCircuit.createFast(other).outcome();
    }
  }

  private static Outcome pad(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.clientCircuit();
    // Version 0, start, machine 99, no echo, counter 1.
    for (int i = 0; i < 1_000; i++) {
      circuit.send(PADDING_NEGOTIATE, 0, new byte[] {0, 2, 99, 0, 0, 0, 0, 1});
    }
    return circuit.outcome();
  }

  private static Outcome drops(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.clientCircuit();
    for (int i = 0; i < 5_000; i++) {
      circuit.send(RelayCommand.DROP, 0, new byte[0]);
    }
    return circuit.outcome();
  }

  /** Answers the first DATA cells that want it with this. */
  static Outcome acknowledge(Scene scene, byte[] sendme) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    StreamCases.connect(scene, circuit, scene.servers().floodPort());
    awaitData(circuit, scene.kind().increment());
    circuit.send(RelayCommand.SENDME, 0, sendme);
    return awaitEnd(circuit);
  }

  private static Outcome stale(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    StreamCases.connect(scene, circuit, scene.servers().floodPort());
    byte[] tag = awaitData(circuit, scene.kind().increment());
    circuit.send(RelayCommand.SENDME, 0, sendme(tag));
    awaitData(circuit, scene.kind().increment());
    circuit.send(RelayCommand.SENDME, 0, sendme(tag));
    return awaitEnd(circuit);
  }

  private static Outcome streamSendmes(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    int streamId = StreamCases.connect(scene, circuit, scene.servers().echoPort());
    for (int i = 0; i < 30; i++) {
      circuit.send(RelayCommand.SENDME, streamId, new byte[0]);
    }
    return circuit.outcome();
  }

  /** The tag of the last of so many DATA cells. */
  private static byte[] awaitData(ProbeCircuit circuit, int count) throws Exception {
    byte[] tag = new byte[0];
    for (int left = count; left > 0; ) {
      Event event = circuit.next(LinkProbe.PATIENCE);
      if (!(event instanceof Message message)) {
        throw new AssertionError("the circuit was " + event);
      }
      if (message.command() == RelayCommand.DATA) {
        tag = message.tag();
        left--;
      }
    }
    return tag;
  }

  /** Waits out what was on its way. */
  private static Outcome awaitEnd(ProbeCircuit circuit) throws Exception {
    while (true) {
      if (circuit.next(ON_ITS_WAY) instanceof Over over) {
        return over.how();
      }
    }
  }

  /** Counts the DATA cells that come though nobody acknowledges them. */
  private static Outcome flooded(Scene scene, int streams) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    byte[] target = StreamCases.target("127.0.0.1:" + scene.servers().floodPort());
    for (int i = 0; i < streams; i++) {
      circuit.send(RelayCommand.BEGIN, circuit.freshStreamId(), target);
    }
    int cells = 0;
    try {
      while (true) {
        Event event = circuit.next(cells < 500 ? LinkProbe.PATIENCE : QUIET);
        if (event instanceof Over over) {
          return over.how();
        }
        cells += ((Message) event).command() == RelayCommand.DATA ? 1 : 0;
      }
    } catch (SilenceException e) {
      Outcome after = circuit.outcome();
      return after.equals(Outcome.KEPT) ? Outcome.cells(cells) : after;
    }
  }

  static byte[] sendme(byte[] tag) {
    return new ByteWriter().u8(1).u16(tag.length).bytes(tag).toByteArray();
  }
}
