package org.tropea.integration.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.integration.CtorRelay;

/**
 * Each hostile input against a relay of ours, and against C tor where both shall do the same; both
 * columns are printed at the end.
 *
 * <p>After each, the relay answers a new link and a new circuit, and nothing was logged that tells
 * of a bug; after all, no thread and no open file is left over.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileBatteryTest {
  private static final Duration STALL_PATIENCE = Duration.ofSeconds(40);
  private static final Duration CLEANUP_PATIENCE = Duration.ofSeconds(10);

  private final Map<String, Outcome> atOurs = new TreeMap<>();
  private final Map<String, Outcome> atCtor = new TreeMap<>();
  private final ProbeIdentity identity = new ProbeIdentity();
  private LoopbackServers servers;
  private TropeaNode ours;
  private TropeaNode neighbour;
  private TropeaNode other;
  private TropeaNode hasty;
  private CtorRelay ctor;
  private ProbedNode ctorNode;
  private LogWatch log;
  private Leftovers before;
  private StalledLinks stalled;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    log = new LogWatch();
    servers = new LoopbackServers();
    ours = TropeaNode.patient("ours", folder);
    neighbour = new TropeaNode("neighbour", folder, 1);
    other = new TropeaNode("other", folder, 1);
    hasty = TropeaNode.waiting("hasty", folder, SlowPeerCases.LIMITS);
    ctor = CtorRelay.start(folder);
    ctorNode = ProbedNode.of(ctor);
    ExitPair.awaitExit(ctorNode, identity);
    stalled = new StalledLinks(ours.node());
    // Whatever is made once and kept is there before anything is counted.
    for (HostileCase warm : StreamCases.all()) {
      if (warm.number().startsWith("message-9") || warm.number().startsWith("exit-14")) {
        play(warm, ours.node());
      }
    }
    assertAnswers(ours.node());
    before = Leftovers.now();
  }

  static Stream<HostileCase> cases() {
    return Stream.of(
            LinkCases.all(),
            CircuitCases.all(),
            HandshakeCases.all(),
            NextHopCases.all(),
            StreamCases.all(),
            ExitCases.all())
        .flatMap(List::stream);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void hostileInput_atOurRelay_hasTheOutcomeOfItsRow(HostileCase hostile) throws Exception {
    log.clear();
    Outcome outcome = play(hostile, ours.node());
    atOurs.put(hostile.number(), outcome);
    assertThat(outcome).isIn(hostile.ours());
    assertAnswers(ours.node());
    assertThat(log.bugs()).isEmpty();
    assertThat(log.loud()).isEmpty();
  }

  /** The cases that a relay takes by the cells of a circuit, where the circuit is one of today. */
  static Stream<HostileCase> casesOfToday() {
    return CgoCases.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("casesOfToday")
  void hostileInput_onCircuitsOfToday_hasTheOutcomeOfItsRow(HostileCase hostile) throws Exception {
    log.clear();
    Outcome outcome = play(hostile, ours.node(), ProbeHop.Kind.CGO);
    atOurs.put(hostile.number(), outcome);
    if (!hostile.ctor().isEmpty()) {
      atCtor.put(hostile.number(), play(hostile, ctorNode, ProbeHop.Kind.CGO));
    }
    assertThat(outcome).isIn(hostile.ours());
    if (!hostile.ctor().isEmpty()) {
      assertThat(atCtor.get(hostile.number())).isIn(hostile.ctor());
    }
    assertAnswers(ours.node());
    assertThat(ctor.isAlive()).isTrue();
    assertThat(log.bugs()).isEmpty();
    assertThat(log.loud()).isEmpty();
  }

  static Stream<HostileCase> slowPeers() {
    return SlowPeerCases.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("slowPeers")
  void slowPeer_ofARelayThatWaitsForSeconds_isClosed(HostileCase hostile) throws Exception {
    log.clear();
    Outcome outcome = play(hostile, hasty.node());
    atOurs.put(hostile.number(), outcome);
    assertThat(outcome).isIn(hostile.ours());
    assertAnswers(hasty.node());
    assertThat(log.bugs()).isEmpty();
    assertThat(log.loud()).isEmpty();
  }

  static Stream<HostileCase> casesOfBoth() {
    return cases().filter(hostile -> !hostile.ctor().isEmpty());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("casesOfBoth")
  void hostileInput_atCtor_hasTheOutcomeOfItsRow(HostileCase hostile) throws Exception {
    Outcome outcome = play(hostile, ctorNode);
    atCtor.put(hostile.number(), outcome);
    assertThat(outcome).isIn(hostile.ctor());
    assertAnswers(ctorNode);
    assertThat(ctor.isAlive()).isTrue();
  }

  /** Case message-7: each relay message in each place, as the table has it, and as C tor does. */
  @ParameterizedTest
  @EnumSource(names = {"NTOR", "CGO"})
  void relayMessages_ofEveryKindInEveryPlace_areTreatedByTheTable_andAsByCtor(ProbeHop.Kind kind)
      throws Exception {
    Map<MessageMatrix.Cell, Outcome> theirs = matrix(ctorNode, kind);
    Map<MessageMatrix.Cell, Outcome> our = matrix(ours.node(), kind);
    servers.hangUp();
    assertThat(our.keySet()).isEqualTo(theirs.keySet());
    assertThat(
            our.keySet().stream()
                .filter(cell -> !Objects.equals(our.get(cell), theirs.get(cell)))
                .map(cell -> cell + ": " + our.get(cell) + ", C tor " + theirs.get(cell)))
        .isEmpty();
    if (kind == ProbeHop.Kind.NTOR) {
      our.forEach(
          (cell, outcome) -> {
            if (cell.contents() == MessageMatrix.Contents.GOOD) {
              assertThat(outcome).as(cell.toString()).isIn(cell.allowed());
            }
          });
    }
  }

  private Map<MessageMatrix.Cell, Outcome> matrix(ProbedNode node, ProbeHop.Kind kind)
      throws Exception {
    try (MessageMatrix matrix =
        new MessageMatrix(node, neighbour.node(), servers.echoPort(), identity, kind)) {
      return matrix.play();
    }
  }

  /** Case circuit-38: what is asked of a hop, in every combination. */
  @Test
  void hopRequests_ofEveryCombination_areTreatedAsByCtor() throws Exception {
    Map<String, String> theirs;
    Map<String, String> our;
    try (NegotiationMatrix matrix = new NegotiationMatrix(ctorNode, servers.echoPort(), identity)) {
      theirs = matrix.play();
    }
    try (NegotiationMatrix matrix =
        new NegotiationMatrix(ours.node(), servers.echoPort(), identity)) {
      our = matrix.play();
    }
    assertThat(our).hasSizeGreaterThan(400);
    assertThat(our.values()).contains("granted 00, echoed", "granted 0102011f, echoed");
    assertThat(
            theirs.entrySet().stream()
                .filter(each -> !each.getValue().equals(our.get(each.getKey())))
                .map(each -> each + " at C tor, at ours " + our.get(each.getKey())))
        .isEmpty();
  }

  /**
   * Case link-14: a cell of each command on an open link ends what it ends at C tor, and no more.
   */
  @Test
  void cells_ofEveryCommandOnAnOpenLink_areTreatedAsByCtor() throws Exception {
    Map<OpenLinkMatrix.Cell, Outcome> theirs;
    Map<OpenLinkMatrix.Cell, Outcome> our;
    try (OpenLinkMatrix matrix = new OpenLinkMatrix(ctorNode)) {
      theirs = matrix.play();
    }
    try (OpenLinkMatrix matrix = new OpenLinkMatrix(ours.node())) {
      our = matrix.play();
    }
    assertThat(our).isEqualTo(theirs);
    assertThat(our).hasSize(256 * 6);
  }

  private Outcome play(HostileCase hostile, ProbedNode node) throws Exception {
    return play(hostile, node, ProbeHop.Kind.NTOR);
  }

  private Outcome play(HostileCase hostile, ProbedNode node, ProbeHop.Kind kind) throws Exception {
    try (Scene scene = new Scene(node, neighbour.node(), servers, identity, kind)) {
      return hostile.scenario().run(scene);
    } catch (SilenceException e) {
      return Outcome.SILENT;
    } finally {
      servers.hangUp();
    }
  }

  /** The relay still does what it is there for, within the seconds the probe waits. */
  private void assertAnswers(ProbedNode node) throws Exception {
    new Survival(node, neighbour.node(), other.node(), servers).assertServes(identity);
  }

  /** Handshakes that stopped half way were closed in time too, beside all else. */
  @AfterAll
  void hostileInputs_all_leaveNothingBehind() throws Exception {
    try {
      print();
      assertThat(stalled.awaitClosed(STALL_PATIENCE)).isEmpty();
      stalled.close();
      // Its links to our neighbour go with it.
      ctor.close();
      assertThat(before.awaitReturn(CLEANUP_PATIENCE)).isEmpty();
      new Survival(ours.node(), neighbour.node(), other.node(), servers).assertIdle();
    } finally {
      close();
    }
  }

  private void print() throws IOException {
    Set<String> numbers = new TreeSet<>(atOurs.keySet());
    numbers.addAll(atCtor.keySet());
    List<String> table =
        numbers.stream()
            .map(
                each ->
                    "%-60s %s | %s".formatted(each, outcome(atOurs, each), outcome(atCtor, each)))
            .toList();
    Files.write(Path.of("target", "hostile-battery.txt"), table);
    Files.write(Path.of("target", "hostile-battery-ctor.log"), ctor.lines());
    System.out.println("Case, ours | C tor");
    table.forEach(System.out::println);
  }

  private static String outcome(Map<String, Outcome> column, String number) {
    Outcome outcome = column.get(number);
    return outcome == null ? "-" : outcome.toString();
  }

  private void close() throws IOException {
    ctor.close();
    ours.close();
    neighbour.close();
    other.close();
    hasty.close();
    servers.close();
    log.close();
  }
}
