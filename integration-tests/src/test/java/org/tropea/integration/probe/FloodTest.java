package org.tropea.integration.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.integration.CtorPrograms;
import org.tropea.integration.CtorRelay;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.message.RelayCommand;

/**
 * Rows R10 to R12 and X11, case link-26: floods of one address, at a relay of ours and at C tor
 * that are told the same; others are served meanwhile.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int REFUSED = 5;

  /** Of a burst of 50, one is asked for before, and with the last the address is marked. */
  private static final int OPENED = 48;

  private static final String EXCESS = "END(1)";

  /** What a slow machine may let pass besides: one a second. */
  private static final int REFILL = 30;

  private static final Map<NetworkParameter, Integer> TOLD =
      Map.ofEntries(
          Map.entry(NetworkParameter.DOS_CIRCUIT_CREATION_ENABLED, 1),
          Map.entry(NetworkParameter.DOS_CIRCUIT_CREATION_MIN_CONNECTIONS, 2),
          Map.entry(NetworkParameter.DOS_CIRCUIT_CREATION_RATE, 1),
          Map.entry(NetworkParameter.DOS_CIRCUIT_CREATION_BURST, 50),
          Map.entry(NetworkParameter.DOS_CONNECTION_ENABLED, 1),
          Map.entry(NetworkParameter.DOS_CONNECTION_CONNECT_RATE, 1),
          Map.entry(NetworkParameter.DOS_CONNECTION_CONNECT_BURST, 40),
          Map.entry(NetworkParameter.DOS_STREAM_CREATION_ENABLED, 1),
          Map.entry(NetworkParameter.DOS_STREAM_CREATION_RATE, 1),
          Map.entry(NetworkParameter.DOS_STREAM_CREATION_BURST, 50),
          Map.entry(NetworkParameter.DOS_BEGIN_DIR_RATE, 1),
          Map.entry(NetworkParameter.DOS_BEGIN_DIR_BURST, 50),
          Map.entry(NetworkParameter.DOS_BEGIN_DIR_DEFENSE_TYPE, 2));

  private final ProbeIdentity identity = new ProbeIdentity();
  private TropeaNode ours;
  private CtorRelay ctor;
  private List<ProbedNode> both;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    ours = TropeaNode.defended("ours", folder, TOLD);
    ctor =
        CtorRelay.start(
            CtorPrograms.newest(),
            folder,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 53),
            TOLD.entrySet().stream()
                .map(each -> each.getKey().word() + " " + each.getValue())
                .toArray(String[]::new));
    both = List.of(ProbedNode.of(ctor), ours.node());
  }

  @AfterAll
  void end() {
    ctor.close();
    ours.close();
  }

  @Test
  void circuits_beyondTheirRate_areRefusedToTheirAddressAlone() throws Exception {
    for (ProbedNode node : both) {
      try (LinkProbe flooding = LinkProbe.connect(node.address(), "127.0.0.3").handshake();
          LinkProbe beside = LinkProbe.connect(node.address(), "127.0.0.3").handshake();
          LinkProbe other = LinkProbe.connect(node.address(), "127.0.0.4").handshake()) {
        // Both links are watched as clients' when each has answered.
        assertThat(beside.impatient(PATIENCE).outcome()).isEqualTo(Outcome.KEPT);
        flood(flooding, 200);
        assertThat(beside.outcome()).as(node.name()).isEqualTo(Outcome.destroy(5));
        assertThat(other.impatient(PATIENCE).outcome()).as(node.name()).isEqualTo(Outcome.KEPT);
      }
    }
    // That of the other link was answered, so all of the flood are counted.
    assertThat(ours.totals().defence().circuits()).isBetween(200L - OPENED - REFILL, 201L - OPENED);
    assertThat(ours.totals().defence().marked()).isEqualTo(1);
  }

  /** Asks for so many circuits, and waits until as many are opened as may be, and one refused. */
  private static void flood(LinkProbe link, int circuits) throws Exception {
    ByteWriter cells = new ByteWriter(circuits * 520);
    for (int i = 0; i < circuits; i++) {
      cells.bytes(link.frame(link.freshId(), CellCommand.CREATE_FAST, new byte[20]));
    }
    link.send(cells.toByteArray());
    int refused = 0;
    // DESTROY goes before what waits, so the order says nothing.
    for (int opened = 0; opened < OPENED || refused == 0; ) {
      Frame frame = Objects.requireNonNull(link.next(PATIENCE), "the link was closed");
      if (frame.command() == CellCommand.DESTROY) {
        assertThat(frame.first()).isEqualTo(REFUSED);
        refused++;
      } else {
        opened++;
      }
    }
  }

  @Test
  void streams_beyondTheirRate_areRefused() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress())) {
      byte[] target =
          new ByteWriter()
              .bytes(("127.0.0.1:" + server.getLocalPort()).getBytes(StandardCharsets.US_ASCII))
              .u8(0)
              .toByteArray();
      for (ProbedNode node : both) {
        awaitExit(node, target);
        Map<String, Integer> answers = begin(node, RelayCommand.BEGIN, target, 120);
        System.out.println("Of 120 streams at " + node.name() + ": " + answers);
        assertThat(answers).as(node.name()).containsOnlyKeys("CONNECTED", EXCESS);
        assertThat(answers.get(EXCESS)).as(node.name()).isBetween(70 - REFILL, 70);
      }
    }
    assertThat(ours.totals().defence().streams()).isBetween(70L - REFILL, 70L);
  }

  @Test
  void directoryStreams_beyondTheirRate_areRefused() throws Exception {
    for (ProbedNode node : both) {
      Map<String, Integer> answers = begin(node, RelayCommand.BEGIN_DIR, new byte[0], 120);
      System.out.println("Of 120 directory streams at " + node.name() + ": " + answers);
      assertThat(answers).as(node.name()).containsOnlyKeys("CONNECTED", EXCESS);
      assertThat(answers.get(EXCESS)).as(node.name()).isBetween(70 - REFILL, 70);
    }
    assertThat(ours.totals().defence().directories()).isBetween(70L - REFILL, 70L);
  }

  /** C tor refuses every stream until it has made its descriptor. */
  private void awaitExit(ProbedNode node, byte[] target) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (LinkProbe link = LinkProbe.connect(node.address()).handshake(identity)) {
      Outcome outcome = Outcome.SILENT;
      while (!outcome.equals(Outcome.CONNECTED)) {
        assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
        ProbeCircuit circuit = ProbeCircuit.create2(link.impatient(PATIENCE), node);
        outcome = circuit.begin(circuit.freshStreamId(), target);
      }
    }
  }

  /** What became of so many streams on one circuit. */
  private Map<String, Integer> begin(ProbedNode node, int command, byte[] data, int streams)
      throws Exception {
    try (LinkProbe link = LinkProbe.connect(node.address()).handshake(identity)) {
      ProbeCircuit circuit = ProbeCircuit.create2(link.impatient(PATIENCE), node);
      for (int i = 0; i < streams; i++) {
        circuit.send(command, circuit.freshStreamId(), data);
      }
      Map<String, Integer> answers = new TreeMap<>();
      for (int i = 0; i < streams; i++) {
        ProbeCircuit.Event event = circuit.next(PATIENCE);
        if (!(event instanceof ProbeCircuit.Message answer)) {
          throw new AssertionError(node.name() + " closed the circuit after " + answers + event);
        }
        answers.merge(
            answer.command() == RelayCommand.END
                ? "END(" + answer.data()[0] + ")"
                : RelayCommand.name(answer.command()),
            1,
            Integer::sum);
      }
      return answers;
    }
  }

  @Test
  void links_beyondTheirRate_areClosed_andAllThatFollow() throws Exception {
    for (ProbedNode node : both) {
      List<LinkProbe> open = new ArrayList<>();
      try {
        while (open.size() < 41 + REFILL && isTaken(node, open)) {
          // The next one.
        }
        assertThat(open).as(node.name()).hasSizeBetween(40, 40 + REFILL);
        assertThat(isTaken(node, open)).as(node.name()).isFalse();
        try (LinkProbe other = LinkProbe.connect(node.address(), "127.0.0.6").handshake()) {
          assertThat(other.impatient(PATIENCE).outcome()).isEqualTo(Outcome.KEPT);
        }
      } finally {
        open.forEach(LinkProbe::close);
      }
    }
    assertThat(ours.totals().defence().connects()).isPositive();
  }

  /** Whether one more link of an address is taken. */
  private static boolean isTaken(ProbedNode node, List<LinkProbe> open) {
    try {
      open.add(LinkProbe.connect(node.address(), "127.0.0.5"));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
