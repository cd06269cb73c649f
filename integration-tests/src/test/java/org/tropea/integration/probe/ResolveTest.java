package org.tropea.integration.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.integration.CtorRelay;
import org.tropea.integration.probe.ProbeCircuit.Message;
import org.tropea.protocol.message.RelayCommand;

/** Row X04: what RESOLVE is answered, byte for byte, by an exit of ours and one of C tor. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResolveTest {
  private static final Duration NAMES_PATIENCE = Duration.ofSeconds(30);

  /** RESOLVED, and an address of IPv4. */
  private static final String ADDRESS = "12 0404";

  private final ProbeIdentity identity = new ProbeIdentity();
  private final Map<String, String> answers = new LinkedHashMap<>();
  private FakeNameServer names;
  private TropeaNode ours;
  private CtorRelay ctor;
  private ProbedNode ctorNode;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    names = new FakeNameServer();
    ours = new TropeaNode("ours", folder, 2, names.address());
    ctor = CtorRelay.start(folder, names.address());
    ctorNode = ProbedNode.of(ctor);
    awaitNames();
  }

  /**
   * C tor believes in no name server at first; a name that has failed it remembers, so each is new.
   */
  private void awaitNames() throws Exception {
    long deadline = System.nanoTime() + NAMES_PATIENCE.toNanos();
    for (int i = 0; !resolve(ctorNode, FakeNameServer.WARM + i).startsWith(ADDRESS); i++) {
      assertThat(System.nanoTime())
          .as("C tor has asked its name server in time")
          .isLessThan(deadline);
    }
  }

  @AfterAll
  void end() {
    answers.forEach((name, answer) -> System.out.printf("%-24s %s%n", name, answer));
    ctor.close();
    ours.close();
    names.close();
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
    String theirs = resolve(ctorNode, name);
    String our = resolve(ours.node(), name);
    answers.put(name, our + " | " + theirs);
    assertThat(our).isEqualTo(theirs);
  }

  /** The answer to RESOLVE in hex, or the reason of the END that came instead. */
  private String resolve(ProbedNode node, String name) throws IOException, InterruptedException {
    try (LinkProbe link = LinkProbe.connect(node.address()).handshake(identity)) {
      ProbeCircuit circuit = ProbeCircuit.create2(link, node);
      int stream = circuit.freshStreamId();
      byte[] asked =
          new ByteWriter().bytes(name.getBytes(StandardCharsets.US_ASCII)).u8(0).toByteArray();
      circuit.send(RelayCommand.RESOLVE, stream, asked);
      if (circuit.nextOn(stream) instanceof Message message) {
        return message.command() + " " + HexFormat.of().formatHex(message.data());
      }
      return "the circuit is over";
    } catch (SilenceException e) {
      return "nothing";
    }
  }
}
