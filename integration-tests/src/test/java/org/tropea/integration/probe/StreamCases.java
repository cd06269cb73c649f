package org.tropea.integration.probe;

import static org.tropea.integration.probe.HostileCase.ours;
import static org.tropea.integration.probe.HostileCase.same;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.integration.probe.ProbeCircuit.Event;
import org.tropea.integration.probe.ProbeCircuit.Message;
import org.tropea.integration.probe.ProbeCircuit.Over;
import org.tropea.protocol.message.RelayCommand;

/** The rows R and X, of which those here are the X: streams of an exit. */
final class StreamCases {
  private static final Outcome END_PROTOCOL = Outcome.end(13);
  private static final Outcome END_RESOLVE = Outcome.end(2);
  private static final Outcome END_POLICY = Outcome.end(4);
  private static final int MANY_STREAMS = 1_000;

  private StreamCases() {}

  /**
   * Those of this class, and those of relay messages, flow control and onion services before them.
   */
  static List<HostileCase> all() {
    List<HostileCase> cases = new ArrayList<>(MessageCases.all());
    cases.addAll(FlowCases.all());
    cases.addAll(OnionServiceCases.all());
    cases.addAll(begin());
    return cases;
  }

  private static List<HostileCase> begin() {
    List<HostileCase> cases = new ArrayList<>();
    cases.add(
        same(
            "exit-1 BEGIN from a client",
            scene ->
                scene.clientCircuit().begin(1, target("127.0.0.1:" + scene.servers().echoPort())),
            END_PROTOCOL));
    byte[] unended = "127.0.0.1:80".getBytes(StandardCharsets.US_ASCII);
    cases.add(same("exit-2 BEGIN without NUL", scene -> begin(scene, unended), END_PROTOCOL));
    cases.add(same("exit-2 BEGIN of nothing", scene -> begin(scene, new byte[0]), END_PROTOCOL));
    byte[] full = new byte[498];
    Arrays.fill(full, (byte) 'a');
    cases.add(same("exit-2 BEGIN of 498 bytes", scene -> begin(scene, full), END_PROTOCOL));
    for (String wrong : List.of("127.0.0.1", "127.0.0.1:", "h:0", "h:65536", "h:-1")) {
      cases.add(same("exit-2 BEGIN " + wrong, scene -> begin(scene, target(wrong)), END_PROTOCOL));
    }
    cases.add(same("exit-4 stream id twice", StreamCases::twice, Outcome.KEPT));
    for (String odd : List.of("a\r\nb", "a\u0001b", "\u00e4", "a*b", "a b")) {
      byte[] target = target(odd + ".example:80");
      cases.add(same("exit-5 host " + printable(odd), scene -> begin(scene, target), END_RESOLVE));
    }
    cases.add(odd("exit-5 host of 480 characters", "a".repeat(480) + ":80", END_RESOLVE));
    cases.add(odd("exit-5 onion host", "expyuzz4wqqyqhjn.onion:80", END_PROTOCOL));
    cases.add(
        same(
            "exit-6 [::1] without IPv6",
            scene -> begin(scene, flagged("[::1]:80", 1)),
            END_POLICY));
    cases.add(
        same(
            "exit-6 IPv4 that is not wanted",
            scene -> begin(scene, flagged("127.0.0.1:80", 2)),
            END_POLICY));
    cases.add(same("exit-6 0.0.0.0", scene -> begin(scene, target("0.0.0.0:80")), END_POLICY));
    cases.add(
        same(
            "exit-7 255.255.255.255",
            scene -> begin(scene, target("255.255.255.255:80")),
            Outcome.end(8)));
    cases.add(
        ours(
            "exit-7 nobody listens",
            scene -> begin(scene, target("127.0.0.1:" + LoopbackServers.closedPort())),
            Outcome.end(3)));
    cases.add(same("exit-11 1,000 BEGINs on one circuit", StreamCases::manyStreams, Outcome.KEPT));
    cases.add(
        same(
            "exit-15 the server hangs up",
            scene -> ended(scene, scene.servers().closingPort(), new byte[0]),
            Outcome.end(6)));
    cases.add(
        same(
            "exit-15 the server resets the connection",
            scene -> ended(scene, scene.servers().resettingPort(), new byte[1]),
            Outcome.end(12)));
    cases.add(same("exit-14 DATA before CONNECTED", StreamCases::optimistic, Outcome.KEPT));
    return cases;
  }

  private static Outcome begin(Scene scene, byte[] data) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    return circuit.begin(circuit.freshStreamId(), data);
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

  /** C tor asks its resolver for any name (and is not asked here, as that takes its time). */
  private static HostileCase odd(String number, String host, Outcome outcome) {
    return ours(number, scene -> begin(scene, target(host)), outcome);
  }

  private static String printable(String text) {
    return text.chars()
        .mapToObj(c -> c > ' ' && c <= '~' ? String.valueOf((char) c) : "\\" + c)
        .collect(Collectors.joining());
  }

  static Outcome one(Scene scene, int command, int streamId, byte[] data) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    circuit.send(command, streamId, data);
    return circuit.outcome();
  }

  /** Opens a stream to a server of ours. */
  static int connect(Scene scene, ProbeCircuit circuit, int port) throws Exception {
    int streamId = circuit.freshStreamId();
    Outcome outcome = circuit.begin(streamId, target("127.0.0.1:" + port));
    if (!outcome.equals(Outcome.CONNECTED)) {
      throw new AssertionError("no stream through " + scene.node().name() + ": " + outcome);
    }
    return streamId;
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

  static Outcome echoed(ProbeCircuit circuit, int streamId, String text) throws Exception {
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

  static byte[] target(String hostAndPort) {
    return new ByteWriter()
        .bytes(hostAndPort.getBytes(StandardCharsets.ISO_8859_1))
        .u8(0)
        .toByteArray();
  }

  private static byte[] flagged(String hostAndPort, int flags) {
    return new ByteWriter().bytes(target(hostAndPort)).i32(flags).toByteArray();
  }
}
