package org.tropea.integration.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.integration.probe.ProbeCircuit.Message;
import org.tropea.protocol.message.RelayCommand;

/**
 * Row X04: what RESOLVE is answered, byte for byte, by our exit and by one of C tor. Cases exit-19
 * and exit-20: name servers that mean no good.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResolveTest {
  private static final int FLOOD = 300;

  /** The 5 seconds of case exit-19, and what a busy machine adds. */
  private static final Duration END_PATIENCE = Duration.ofSeconds(7);

  private final ProbeIdentity identity = new ProbeIdentity();
  private final Map<String, String> answers = new LinkedHashMap<>();
  private ExitPair pair;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    pair = ExitPair.open(folder);
  }

  @AfterAll
  void end() throws IOException {
    answers.forEach((name, answer) -> System.out.printf("%-24s %s%n", name, answer));
    pair.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "four.example",
        "FOUR.example",
        "six.example",
        "both.example",
        "two.example",
        "here.example",
        "nothing.example",
        "empty.example",
        "192.0.2.7",
        "127.0.0.1",
        "[2001:db8::7]",
        "2001:db8::7",
        "44.2.0.192.in-addr.arpa",
        "45.2.0.192.in-addr.arpa",
        "6.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
        "1.0.0.127.in-addr.arpa",
        "1.2.in-addr.arpa"
      })
  void resolve_ofAName_isAnsweredAsByCtor(String name) throws Exception {
    String theirs = resolve(pair.ctor(), name);
    String our = resolve(pair.ours(), name);
    answers.put(name, our + " | " + theirs);
    assertThat(our).isEqualTo(theirs);
  }

  /**
   * Case fault-20. Of a body a NUL is the end, with or without more behind it, or none is there.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "|",
        "|four.example|",
        "four.example",
        "four.example|four",
        "fo\u0001r.example|",
        "four example|",
        "fo*r.example|",
        "fo\r\nr.example|",
        "f\u00f6ur.example|",
        "four_.example|",
        "four.example:80|",
        "[192.0.2.7|",
        "192.0.2.7"
      })
  void resolve_ofAnyBody_isAnsweredAsByCtor(String body) throws Exception {
    byte[] bytes = body.replace('|', '\0').getBytes(StandardCharsets.ISO_8859_1);
    String theirs = ask(pair.ctor(), RelayCommand.RESOLVE, bytes);
    assertThat(ask(pair.ours(), RelayCommand.RESOLVE, bytes)).isEqualTo(theirs);
    assertThat(theirs).startsWith(RelayCommand.RESOLVED + " ");
  }

  /** Case fault-20: the reason of the END. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "|",
        "nothing.example:80",
        "fo\u0001r.example:80|",
        "four example:80|",
        "fo*r.example:80|",
        "fo\r\nr.example:80|",
        "f\u00f6ur.example:80|",
        "a:b:80|",
        "nothing.example|",
        "nothing.example:|",
        "nothing.example:0|",
        "nothing.example:65536|",
        "nothing.example:+80|",
        "nothing.example:8 0|"
      })
  void begin_ofAnyBody_endsAsAtCtor(String body) throws Exception {
    byte[] bytes = body.replace('|', '\0').getBytes(StandardCharsets.ISO_8859_1);
    String theirs = ask(pair.ctor(), RelayCommand.BEGIN, bytes);
    assertThat(ask(pair.ours(), RelayCommand.BEGIN, bytes)).isEqualTo(theirs);
    assertThat(theirs).startsWith(RelayCommand.END + " ");
  }

  /** Case fault-20: the stream goes on as if nothing had been asked. */
  @Test
  void resolve_onAnOpenStream_isDroppedAsByCtor() throws Exception {
    try (LoopbackServers servers = new LoopbackServers()) {
      for (ProbedNode node : List.of(pair.ctor(), pair.ours())) {
        try (LinkProbe link = LinkProbe.connect(node.address()).handshake(identity)) {
          ProbeCircuit circuit = ProbeCircuit.create2(link, node);
          int stream = circuit.freshStreamId();
          assertThat(circuit.begin(stream, ended("127.0.0.1:" + servers.echoPort())))
              .isEqualTo(Outcome.CONNECTED);
          circuit.send(RelayCommand.RESOLVE, stream, ended("192.0.2.7"));
          circuit.send(RelayCommand.RESOLVE, stream, new byte[0]);
          circuit.send(RelayCommand.DATA, stream, new byte[] {7});
          assertThat(circuit.nextOn(stream))
              .as(node.name())
              .isInstanceOfSatisfying(
                  Message.class, first -> assertThat(first.command()).isEqualTo(RelayCommand.DATA));
        }
      }
    }
  }

  /**
   * Case exit-19: whatever the name server says or does not say, a stream ends within 5 seconds.
   */
  @Test
  void begin_toNamesWhoseServerMeansNoGood_endsInTime() throws Exception {
    try (LinkProbe link = LinkProbe.connect(pair.ours().address()).handshake(identity);
        LogWatch log = new LogWatch()) {
      ProbeCircuit circuit = ProbeCircuit.create2(link, pair.ours());
      Map<Integer, String> asked = new HashMap<>();
      for (String name : HostileAnswers.hopeless()) {
        asked.put(begin(circuit, name + ":80"), name);
      }
      for (int i = 0; i < FLOOD; i++) {
        asked.put(begin(circuit, "nobody" + i + ".example:80"), "nobody" + i);
      }
      Map<String, Outcome> outcomes = new HashMap<>();
      while (outcomes.size() < asked.size()) {
        ProbeCircuit.Event event = circuit.next(END_PATIENCE);
        assertThat(event).isInstanceOf(Message.class);
        Message message = (Message) event;
        outcomes.put(
            asked.get(message.streamId()),
            message.command() == RelayCommand.END
                ? Outcome.end(message.data()[0])
                : Outcome.CONNECTED);
      }
      assertThat(outcomes.values()).containsOnly(Outcome.end(2));
      assertThat(log.bugs()).isEmpty();
    }
    assertUnpredictable();
  }

  /** Who did not see a question cannot guess its port, its id, and the case of its letters. */
  private void assertUnpredictable() {
    List<FakeNameServer.Question> flood =
        pair.names().seen().stream()
            .filter(each -> each.name().toLowerCase(Locale.ROOT).startsWith("nobody"))
            .toList();
    assertThat(flood).hasSizeGreaterThanOrEqualTo(FLOOD);
    assertThat(flood.stream().map(FakeNameServer.Question::port).distinct().count())
        .isGreaterThan(FLOOD / 2);
    assertThat(flood.stream().map(FakeNameServer.Question::id).distinct().count())
        .isGreaterThan(FLOOD / 2);
    assertThat(flood.stream().filter(each -> each.name().matches("[a-z0-9.]+|[A-Z0-9.]+")).count())
        .isLessThan(FLOOD / 10);
  }

  /**
   * Cases exit-19 and exit-20: 64 KB over TCP, of one address or of keys and signatures, cost
   * nothing.
   */
  @ParameterizedTest
  @ValueSource(strings = {"big.example", "signed.example"})
  void begin_toANameWithAnAnswerOf64Kilobytes_connects(String name) throws Exception {
    try (LoopbackServers servers = new LoopbackServers()) {
      String target = name + ":" + servers.echoPort();
      assertThat(begin(pair.ours(), target)).isEqualTo(Outcome.CONNECTED);
    }
  }

  private Outcome begin(ProbedNode node, String target) throws Exception {
    try (LinkProbe link = LinkProbe.connect(node.address()).handshake(identity)) {
      ProbeCircuit circuit = ProbeCircuit.create2(link, node);
      return circuit.begin(circuit.freshStreamId(), ended(target));
    }
  }

  private static int begin(ProbeCircuit circuit, String target) {
    int stream = circuit.freshStreamId();
    circuit.send(RelayCommand.BEGIN, stream, ended(target));
    return stream;
  }

  private static byte[] ended(String text) {
    return new ByteWriter().bytes(text.getBytes(StandardCharsets.US_ASCII)).u8(0).toByteArray();
  }

  /** The answer to RESOLVE in hex, or the reason of the END that came instead. */
  private String resolve(ProbedNode node, String name) throws IOException, InterruptedException {
    return ask(node, RelayCommand.RESOLVE, ended(name));
  }

  private String ask(ProbedNode node, int command, byte[] body)
      throws IOException, InterruptedException {
    try (LinkProbe link = LinkProbe.connect(node.address()).handshake(identity)) {
      ProbeCircuit circuit = ProbeCircuit.create2(link, node);
      int stream = circuit.freshStreamId();
      circuit.send(command, stream, body);
      if (circuit.nextOn(stream) instanceof Message message) {
        return message.command() + " " + HexFormat.of().formatHex(message.data());
      }
      return "the circuit is over";
    } catch (SilenceException e) {
      return "nothing";
    }
  }
}
