package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.Flavour;
import org.tropea.integration.DirectoryQuestions.Question;

/** Consensuses of other times than today's, in a cache of C tor and in one of ours. */
class ConsensusAgeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @RegisterExtension final TestLoop loop = new TestLoop();
  private final Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());

  @TempDir Path folder;

  @Test
  void oldAndEarlyConsensus_areServedAsLongAsByCtor() throws Exception {
    CraftedConsensus crafted = CraftedConsensus.in(folder.resolve("keys"));
    for (int hours : List.of(23, 25)) {
      String old = crafted.text(Flavour.NS, now.minus(Duration.ofHours(hours + 3)));
      String early = crafted.text(Flavour.MICRODESC, now.plus(Duration.ofHours(hours)));
      try (CtorNode ctor = new CtorNode(CtorNode.Kind.RELAY, "ctor", folder.resolve("h" + hours))) {
        crafted.cache(ctor.folder(), old, early);
        ctor.writeTorrc(List.of(crafted.line(LoopbackPorts.free(1).get(0))));
        ctor.start();
        ctor.process().await("Opened Directory listener", PATIENCE);
        List<Question> questions = questions();
        int ours = DirectoryQuestions.serve(loop.group(), crafted.routes(List.of(old, early)));
        assertThat(DirectoryQuestions.compare(questions, ours, ctor.directoryPort())).isEmpty();
        for (Question each : questions) {
          String status = DirectoryQuestions.ask(ctor.directoryPort(), each).status();
          assertThat(status).as("%s h, %s", hours, each).contains(hours > 24 ? " 404 " : " 200 ");
        }
      }
    }
  }

  private static List<Question> questions() {
    List<Question> all = new ArrayList<>();
    for (String flavour : List.of("", "-microdesc")) {
      String path = "/tor/status-vote/current/consensus" + flavour;
      all.add(Question.get(path));
      all.add(Question.get(path, "Accept-Encoding: deflate"));
    }
    return all;
  }
}
