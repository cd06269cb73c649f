package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.Flavour;

/** What a consensus demands and we lack ends C tor and us alike, what it recommends is said. */
class RequiredProtocolsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private final Instant recently = Instant.now().minusSeconds(600);

  @RegisterExtension final TestLoop loop = new TestLoop();

  @TempDir Path folder;
  private CraftedConsensus crafted;

  @BeforeEach
  void keys() throws Exception {
    crafted = CraftedConsensus.in(folder.resolve("keys"));
  }

  @Test
  void client_thatLacksWhatIsDemandedOfClients_ends() throws Exception {
    String demand = "required-client-protocols Cons=2 Link=4,9";
    ends(CtorNode.Kind.CLIENT, demand, List.of("SocksPort auto"));
  }

  @Test
  void relay_thatLacksWhatIsDemandedOfRelays_ends() throws Exception {
    String demand = "required-relay-protocols Cons=2 Link=4,9";
    ends(CtorNode.Kind.RELAY, demand, List.of("SocksPort 0", "ORPort auto", "Address 127.0.0.1"));
  }

  @Test
  void client_thatLacksWhatIsRecommended_saysSo() throws Exception {
    String advice = "recommended-client-protocols Cons=2 Link=4,9";
    try (CtorNode ctor = ctor(CtorNode.Kind.CLIENT, advice);
        TropeaProcess ours = ours(advice, List.of("SocksPort auto"))) {
      ctor.process().await("\\[warn\\].*recommended.*Link=9", PATIENCE);
      ours.process().await("\\[warn\\].*recommends.*Link=9", PATIENCE);
    }
  }

  private void ends(CtorNode.Kind kind, String demand, List<String> torrc) throws Exception {
    try (CtorNode ctor = ctor(kind, demand);
        TropeaProcess ours = ours(demand, torrc)) {
      ctor.process().await("\\[err\\].*Link=9", PATIENCE);
      ours.process().await("\\[err\\].*Link=9", PATIENCE);
      assertThat(ctor.process().awaitExit(PATIENCE)).isOne();
      assertThat(ours.process().awaitExit(PATIENCE)).isOne();
    }
  }

  private CtorNode ctor(CtorNode.Kind kind, String line) throws Exception {
    CtorNode ctor = new CtorNode(kind, "ctor", folder.resolve("ctor"));
    cache(ctor.folder(), line);
    ctor.writeTorrc(List.of(crafted.line(LoopbackPorts.free(1).get(0))));
    ctor.start();
    return ctor;
  }

  /** With its documents on disk, for a client, and at the authority's DirPort, for a relay. */
  private TropeaProcess ours(String line, List<String> torrc) throws Exception {
    Path data = Files.createDirectories(folder.resolve("ours").resolve("data"));
    cache(data, line);
    int port =
        DirectoryQuestions.serve(
            loop.group(),
            crafted.routes(List.of(text(Flavour.NS, line), text(Flavour.MICRODESC, line))));
    List<String> lines = new ArrayList<>(torrc);
    lines.add("TestingTorNetwork 1");
    lines.add("Log info stdout");
    lines.add(crafted.line(port));
    return TropeaProcess.start(folder.resolve("ours"), lines);
  }

  private void cache(Path data, String line) throws Exception {
    crafted.cache(data, text(Flavour.NS, line), text(Flavour.MICRODESC, line));
  }

  private String text(Flavour flavour, String line) {
    return crafted.text(flavour, recently, line);
  }
}
