package org.tropea.integration.probe;

import static org.tropea.integration.probe.HostileCase.differs;
import static org.tropea.integration.probe.HostileCase.ours;
import static org.tropea.integration.probe.HostileCase.same;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.integration.probe.ProbeCircuit.Event;
import org.tropea.integration.probe.ProbeCircuit.Message;
import org.tropea.integration.probe.ProbeCircuit.Over;
import org.tropea.protocol.message.RelayCommand;

/** The rows R and X: relay messages, flow control, and streams of an exit. */
final class StreamCases {
  private static final Outcome PROTOCOL = Outcome.destroy(1);
  private static final Outcome DESTROYED = Outcome.destroy(11);
  private static final Outcome END_PROTOCOL = Outcome.end(13);
  private static final Outcome END_POLICY = Outcome.end(4);
  private static final int CONFLUX_LINK = 19;
  private static final int CONFLUX_SWITCH = 22;
  private static final int PADDING_NEGOTIATE = 41;
  private static final int XOFF = 43;
  private static final int XON = 44;
  private static final int INCREMENT = 100;
  private static final int MANY_STREAMS = 1_000;
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(2);
  private static final Duration QUIET = Duration.ofMillis(700);

  private StreamCases() {}

  static List<HostileCase> all() {
    List<HostileCase> cases = new ArrayList<>(messages());
    cases.addAll(flow());
    cases.addAll(begin());
    return cases;
  }

  private static List<HostileCase> messages() {
    return List.of(
        same("R1 length 499", scene -> length(scene, 499), PROTOCOL),
        same("R1 length 65535", scene -> length(scene, 65_535), PROTOCOL),
        same("R2 command 0", scene -> one(scene, 0, 0, new byte[3]), Outcome.KEPT),
        same("R2 command 255", scene -> one(scene, 255, 0, new byte[3]), Outcome.KEPT),
        same("R2 command 255 on a stream", scene -> one(scene, 255, 7, new byte[3]), Outcome.KEPT),
        same("R4 1,101 DATA on an unknown stream", StreamCases::unknownData, Outcome.cells(11)),
        same(
            "R5 END without a reason",
            scene -> one(scene, RelayCommand.END, 7, new byte[0]),
            PROTOCOL),
        same(
            "R6 END on an unknown stream",
            scene -> one(scene, RelayCommand.END, 7, new byte[] {6}),
            Outcome.KEPT),
        same(
            "R6 CONNECTED on an unknown stream",
            scene -> one(scene, RelayCommand.CONNECTED, 7, new byte[8]),
            Outcome.KEPT),
        same("R6 XON on an unknown stream", scene -> one(scene, XON, 7, new byte[5]), Outcome.KEPT),
        same(
            "R6 XOFF on an unknown stream",
            scene -> one(scene, XOFF, 7, new byte[1]),
            Outcome.KEPT),
        same("R6 CONNECTED on our stream", scene -> known(scene, 4, new byte[0]), PROTOCOL),
        same("R6 RESOLVED on our stream", scene -> known(scene, 12, new byte[0]), PROTOCOL),
        same("R7 TRUNCATE on our stream", scene -> known(scene, 8, new byte[1]), Outcome.KEPT),
        same("R7 DROP on our stream", scene -> known(scene, 10, new byte[1]), Outcome.KEPT),
        same("R7 command 99 on our stream", scene -> known(scene, 99, new byte[1]), Outcome.KEPT),
        same("R7 empty DATA on our stream", scene -> known(scene, 2, new byte[0]), Outcome.KEPT),
        same("R7 BEGIN on stream 0", scene -> one(scene, 1, 0, target("h:1")), Outcome.KEPT),
        same("R7 BEGIN_DIR on stream 0", scene -> one(scene, 13, 0, target("h:1")), Outcome.KEPT),
        same("R7 DATA on stream 0", scene -> one(scene, 2, 0, new byte[9]), Outcome.KEPT),
        same("R7 END on stream 0", scene -> one(scene, 3, 0, new byte[] {1}), Outcome.KEPT),
        same("R7 RESOLVE on stream 0", scene -> one(scene, 11, 0, target("1.2.3.4")), Outcome.KEPT),
        same("R7 RESOLVE without NUL", scene -> one(scene, 11, 9, new byte[] {'h'}), Outcome.KEPT),
        same("R7 RESOLVE of nothing", scene -> one(scene, 11, 9, new byte[0]), Outcome.KEPT),
        same(
            "R9 BEGIN at the middle hop",
            scene -> {
              ProbeCircuit circuit = scene.relayCircuit().extend(scene.neighbour());
              int streamId = circuit.freshStreamId();
              byte[] begin = target("127.0.0.1:" + scene.servers().echoPort());
              circuit.sendTo(
                  0, false, ProbeCircuit.body(RelayCommand.BEGIN, streamId, begin.length, begin));
              Event event = circuit.nextOn(streamId);
              return event instanceof Message message
                      && message.hop() == 0
                      && message.command() == RelayCommand.CONNECTED
                  ? Outcome.CONNECTED
                  : Outcome.SILENT;
            },
            Outcome.CONNECTED));
  }

  private static List<HostileCase> flow() {
    return List.of(
        same(
            "R10 SENDME v0 for nothing",
            scene -> one(scene, RelayCommand.SENDME, 0, new byte[0]),
            PROTOCOL),
        same(
            "R10 SENDME v1 for nothing",
            scene -> one(scene, RelayCommand.SENDME, 0, sendme(new byte[20])),
            PROTOCOL),
        same(
            "R10 SENDME v7",
            scene -> one(scene, RelayCommand.SENDME, 0, new byte[] {7, 0, 0}),
            PROTOCOL),
        destroyed(
            "R11 SENDME v1 of another cell", scene -> acknowledge(scene, sendme(new byte[20]))),
        destroyed(
            "R11 SENDME v1 with a tag of 16", scene -> acknowledge(scene, sendme(new byte[16]))),
        destroyed("R12 SENDME v1 of a cell before", StreamCases::stale),
        same("R14 30 stream SENDMEs for nothing", StreamCases::streamSendmes, PROTOCOL, DESTROYED),
        same(
            "R15 one stream that is never acknowledged",
            scene -> flooded(scene, 1),
            Outcome.cells(500)),
        same(
            "R15 three streams that are never acknowledged",
            scene -> flooded(scene, 3),
            Outcome.cells(1000)),
        same("R16 20,000 DATA to a server that never reads", StreamCases::unread, PROTOCOL),
        same("R17 a download that the client does not read", StreamCases::sniper, Outcome.KEPT),
        differs(
            "R22 CONFLUX_LINK of garbage",
            scene -> one(scene, CONFLUX_LINK, 0, LinkCases.noise(60)),
            Outcome.KEPT,
            PROTOCOL),
        differs(
            "R22 CONFLUX_SWITCH on a circuit that is not linked",
            scene -> one(scene, CONFLUX_SWITCH, 0, new byte[] {0, 0, 0, 9}),
            Outcome.KEPT,
            PROTOCOL),
        same("R25 1,000 PADDING_NEGOTIATE of an unknown machine", StreamCases::pad, Outcome.KEPT),
        same("R26 5,000 DROP", StreamCases::drops, Outcome.KEPT));
  }

  private static List<HostileCase> begin() {
    List<HostileCase> cases = new ArrayList<>();
    cases.add(
        same(
            "X1 BEGIN from a client",
            scene ->
                scene.clientCircuit().begin(1, target("127.0.0.1:" + scene.servers().echoPort())),
            END_PROTOCOL));
    byte[] unended = "127.0.0.1:80".getBytes(StandardCharsets.US_ASCII);
    cases.add(same("X2 BEGIN without NUL", scene -> begin(scene, unended), END_PROTOCOL));
    cases.add(same("X2 BEGIN of nothing", scene -> begin(scene, new byte[0]), END_PROTOCOL));
    byte[] full = new byte[498];
    Arrays.fill(full, (byte) 'a');
    cases.add(same("X2 BEGIN of 498 bytes", scene -> begin(scene, full), END_PROTOCOL));
    for (String wrong : List.of("127.0.0.1", "127.0.0.1:", "h:0", "h:65536", "h:-1")) {
      cases.add(same("X2 BEGIN " + wrong, scene -> begin(scene, target(wrong)), END_PROTOCOL));
    }
    cases.add(same("X4 stream id twice", StreamCases::twice, Outcome.KEPT));
    cases.add(odd("X5 host with CR LF", "a\r\nb.example:80"));
    cases.add(odd("X5 host with a control character", "a\u0001b.example:80"));
    cases.add(odd("X5 host not in ASCII", "\u00e4.example:80"));
    cases.add(odd("X5 host of 480 characters", "a".repeat(480) + ":80"));
    cases.add(odd("X5 onion host", "expyuzz4wqqyqhjn.onion:80"));
    cases.add(
        same("X6 [::1] without IPv6", scene -> begin(scene, flagged("[::1]:80", 1)), END_POLICY));
    cases.add(
        same(
            "X6 IPv4 that is not wanted",
            scene -> begin(scene, flagged("127.0.0.1:80", 2)),
            END_POLICY));
    cases.add(same("X6 0.0.0.0", scene -> begin(scene, target("0.0.0.0:80")), END_POLICY));
    cases.add(
        same(
            "X7 255.255.255.255",
            scene -> begin(scene, target("255.255.255.255:80")),
            Outcome.end(8)));
    cases.add(
        ours(
            "X7 nobody listens",
            scene -> begin(scene, target("127.0.0.1:" + LoopbackServers.closedPort())),
            Outcome.end(3)));
    cases.add(same("X11 1,000 BEGINs on one circuit", StreamCases::manyStreams, Outcome.KEPT));
    cases.add(
        same(
            "X15 the server hangs up",
            scene -> ended(scene, scene.servers().closingPort(), new byte[0]),
            Outcome.end(6)));
    cases.add(
        same(
            "X15 the server resets the connection",
            scene -> ended(scene, scene.servers().resettingPort(), new byte[1]),
            Outcome.end(12)));
    cases.add(same("X14 DATA before CONNECTED", StreamCases::optimistic, Outcome.KEPT));
    return cases;
  }

  /** C tor takes what the kernel takes, and acknowledges no more. */
  private static Outcome unread(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    int streamId = connect(scene, circuit, scene.servers().mutePort());
    byte[] data = LinkCases.noise(498);
    for (int i = 0; i < 20_000; i++) {
      circuit.send(RelayCommand.DATA, streamId, data);
    }
    return awaitEnd(circuit);
  }

  /** Whether the relay still answers others meanwhile. */
  private static Outcome sniper(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    connect(scene, circuit, scene.servers().floodPort());
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

  /** What ends a stream that was connected, and on which this was sent. */
  private static Outcome ended(Scene scene, int port, byte[] data) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    int streamId = connect(scene, circuit, port);
    if (data.length > 0) {
      circuit.send(RelayCommand.DATA, streamId, data);
    }
    while (circuit.nextOn(streamId) instanceof Message message) {
      if (message.command() == RelayCommand.END) {
        return Outcome.end(message.data()[0]);
      }
    }
    return Outcome.CLOSED;
  }

  private static Outcome manyStreams(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    byte[] target = target("127.0.0.1:" + scene.servers().mutePort());
    for (int i = 0; i < MANY_STREAMS; i++) {
      circuit.send(RelayCommand.BEGIN, circuit.freshStreamId(), target);
    }
    for (int connected = 0; connected < MANY_STREAMS; connected++) {
      Event event = circuit.next(LinkProbe.PATIENCE);
      if (!(event instanceof Message message) || message.command() != RelayCommand.CONNECTED) {
        throw new AssertionError("stream " + connected + " became " + event);
      }
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

  /** C tor asks its resolver for any name (and is not asked here, as that takes its time). */
  private static HostileCase odd(String number, String host) {
    return ours(number, scene -> begin(scene, target(host)), END_PROTOCOL);
  }

  /** C tor forgets such a circuit too, but every now and then without a DESTROY. */
  private static HostileCase destroyed(String number, HostileCase.Scenario scenario) {
    return new HostileCase(
        number, scenario, Set.of(PROTOCOL), Set.of(PROTOCOL, DESTROYED, Outcome.SILENT));
  }

  private static Outcome known(Scene scene, int command, byte[] data) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    int streamId = connect(scene, circuit, scene.servers().echoPort());
    circuit.send(command, streamId, data);
    return circuit.outcome();
  }

  private static Outcome length(Scene scene, int said) throws Exception {
    ProbeCircuit circuit = scene.clientCircuit();
    circuit.sendTo(0, false, ProbeCircuit.body(RelayCommand.DROP, 0, said, new byte[0]));
    return circuit.outcome();
  }

  private static Outcome one(Scene scene, int command, int streamId, byte[] data) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    circuit.send(command, streamId, data);
    return circuit.outcome();
  }

  /** Counts the SENDMEs that come back. */
  private static Outcome unknownData(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    for (int i = 0; i < 1_101; i++) {
      circuit.send(RelayCommand.DATA, 7, new byte[1]);
    }
    int streamId = circuit.freshStreamId();
    circuit.send(RelayCommand.BEGIN, streamId, new byte[] {'x', 0});
    int sendmes = 0;
    while (true) {
      Event event = circuit.next(LinkProbe.PATIENCE);
      if (event instanceof Over over) {
        return over.how();
      }
      Message message = (Message) event;
      if (message.streamId() == streamId) {
        return Outcome.cells(sendmes);
      }
      sendmes += message.command() == RelayCommand.SENDME ? 1 : 0;
    }
  }

  /** Opens a stream to a server of ours. */
  private static int connect(Scene scene, ProbeCircuit circuit, int port) throws Exception {
    int streamId = circuit.freshStreamId();
    Outcome outcome = circuit.begin(streamId, target("127.0.0.1:" + port));
    if (!outcome.equals(Outcome.CONNECTED)) {
      throw new AssertionError("no stream through " + scene.node().name() + ": " + outcome);
    }
    return streamId;
  }

  /** Answers the first hundred DATA cells with this. */
  private static Outcome acknowledge(Scene scene, byte[] sendme) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    connect(scene, circuit, scene.servers().floodPort());
    awaitData(circuit, INCREMENT);
    circuit.send(RelayCommand.SENDME, 0, sendme);
    return awaitEnd(circuit);
  }

  private static Outcome stale(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    connect(scene, circuit, scene.servers().floodPort());
    byte[] tag = awaitData(circuit, INCREMENT);
    circuit.send(RelayCommand.SENDME, 0, sendme(tag));
    awaitData(circuit, INCREMENT);
    circuit.send(RelayCommand.SENDME, 0, sendme(tag));
    return awaitEnd(circuit);
  }

  private static Outcome streamSendmes(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    int streamId = connect(scene, circuit, scene.servers().echoPort());
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
    byte[] target = target("127.0.0.1:" + scene.servers().floodPort());
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

  private static Outcome begin(Scene scene, byte[] data) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    return circuit.begin(circuit.freshStreamId(), data);
  }

  private static Outcome twice(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    int streamId = connect(scene, circuit, scene.servers().echoPort());
    circuit.send(RelayCommand.BEGIN, streamId, target("127.0.0.1:" + scene.servers().floodPort()));
    return echoed(circuit, streamId, "still the first");
  }

  private static Outcome optimistic(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    int streamId = circuit.freshStreamId();
    circuit.send(RelayCommand.BEGIN, streamId, target("127.0.0.1:" + scene.servers().echoPort()));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      String word = "word " + i + ", ";
      text.append(word);
      circuit.send(RelayCommand.DATA, streamId, word.getBytes(StandardCharsets.US_ASCII));
    }
    return collected(circuit, streamId, text.toString());
  }

  private static Outcome echoed(ProbeCircuit circuit, int streamId, String text) throws Exception {
    circuit.send(RelayCommand.DATA, streamId, text.getBytes(StandardCharsets.US_ASCII));
    return collected(circuit, streamId, text);
  }

  private static Outcome collected(ProbeCircuit circuit, int streamId, String text)
      throws Exception {
    ByteArrayOutputStream echo = new ByteArrayOutputStream();
    while (echo.size() < text.length()) {
      Event event = circuit.nextOn(streamId);
      if (event instanceof Over over) {
        return over.how();
      }
      Message message = (Message) event;
      if (message.command() == RelayCommand.END) {
        return Outcome.end(message.data()[0]);
      }
      if (message.command() == RelayCommand.DATA) {
        echo.writeBytes(message.data());
      }
    }
    String heard = echo.toString(StandardCharsets.US_ASCII);
    if (!heard.equals(text)) {
      throw new AssertionError("the echo is wrong: " + heard);
    }
    return Outcome.KEPT;
  }

  private static byte[] target(String hostAndPort) {
    return new ByteWriter()
        .bytes(hostAndPort.getBytes(StandardCharsets.ISO_8859_1))
        .u8(0)
        .toByteArray();
  }

  private static byte[] flagged(String hostAndPort, int flags) {
    return new ByteWriter().bytes(target(hostAndPort)).i32(flags).toByteArray();
  }

  private static byte[] sendme(byte[] tag) {
    return new ByteWriter().u8(1).u16(tag.length).bytes(tag).toByteArray();
  }
}
