package org.tropea.directory.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.Vectors;
import org.tropea.directory.text.IsoTime;

/** Rows P01 to P04; cases disk-15 and disk-16: what is on disk from an earlier start. */
class CachedBootstrapTest extends ScriptedBootstrap {
  @Test
  void secondStart_needsNothing() {
    firstStart();
    restart();
    assertThat(networks).hasSize(1);
    assertThat(networks.get(0).relays()).hasSize(RELAYS);
    assertThat(asked).isEmpty();
  }

  @Test
  void secondStart_withAConsensusThatExpired_usesItAndFetchesAnother() {
    firstStart();
    now = ConsensusText.VALID_AFTER.plus(Duration.ofHours(20));
    restart();
    assertThat(networks).as("reasonably live").hasSize(1);
    assertThat(path()).contains("consensus-microdesc");
    assertThat(last().request().modifiedSince())
        .isEqualTo(ConsensusText.VALID_AFTER.plusSeconds(180));
    assertThat(last().source().onionKey()).as("a cache is asked first").isNotNull();
  }

  @Test
  void secondStart_withAConsensusOfLongAgo_startsAnew() {
    firstStart();
    now = ConsensusText.VALID_AFTER.plus(Duration.ofHours(28));
    restart();
    assertThat(networks).isEmpty();
    assertThat(last().source().onionKey()).isNull();
  }

  @Test
  void garbageInCachedCerts_isFetchedAgainAtOnce() throws IOException {
    firstStart();
    Files.writeString(folder.resolve("cached-certs"), "garbage\n");
    restart();
    assertThat(path()).contains("consensus-microdesc");
    answer(text.signed());
    answer(certificates(ONE, TWO, THREE));
    assertThat(networks).as("the microdescriptors are good").isNotEmpty();
    assertThat(asked).hasSize(2);
  }

  @Test
  void garbageInTheCachedConsensus_isFetchedAgainAtOnce() throws IOException {
    firstStart();
    Files.writeString(folder.resolve("cached-microdesc-consensus"), "garbage\n");
    restart();
    answer(text.signed());
    assertThat(networks).as("the certificates and microdescriptors are good").isNotEmpty();
    assertThat(asked).hasSize(1);
  }

  @Test
  void cachedConsensusThatIsTruncated_isFetchedAgain() throws IOException {
    firstStart();
    Path file = folder.resolve("cached-microdesc-consensus");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    restart();
    assertThat(path()).contains("consensus-microdesc");
    assertThat(networks).isEmpty();
  }

  @Test
  void garbageInCachedMicrodescriptors_isFetchedAgainAtOnce() throws IOException {
    firstStart();
    Files.writeString(folder.resolve("cached-microdescs"), "garbage\n");
    restart();
    assertThat(networks).isEmpty();
    assertThat(path()).startsWith("/tor/micro/d/");
    answer(documents(microdescriptors));
    assertThat(networks).hasSize(1);
  }

  @Test
  void cachedConsensusThatDemandsVersion99_endsTheClient() throws IOException {
    firstStart();
    ConsensusText demanding = new ConsensusText(ONE, TWO, THREE);
    demanding.header("required-client-protocols Link=99");
    Files.write(folder.resolve("cached-microdesc-consensus"), demanding.signed());
    restart();
    assertThat(obstacles).hasSize(1);
    assertThat(asked).isEmpty();
  }

  @Test
  void cachedConsensusOfTheOtherFlavour_isFetchedAgain() throws IOException {
    firstStart();
    Files.write(
        folder.resolve("cached-microdesc-consensus"), Vectors.file("ctor-network/consensus"));
    restart();
    assertThat(networks).isEmpty();
    assertThat(path()).contains("consensus-microdesc");
  }

  private void restart() {
    bootstrap.close();
    asked.clear();
    networks.clear();
    bootstrap = bootstrap();
    start();
  }

  /** As C tor keeps them, so that a relay that comes back need not be asked for. */
  @Test
  void microdescriptorThatNoConsensusLists_isKeptAWeek() throws Exception {
    firstStart();
    Instant second = nextConsensus(RELAYS - 1);
    assertThat(folder.resolve("cached-microdescs"))
        .content()
        .contains("@last-listed 2026-12-20 12:00:00", "@last-listed " + IsoTime.write(second));
    int before = asked.size();
    nextConsensus(RELAYS);
    assertThat(asked).as("nothing but the consensus").hasSize(before + 1);
    assertThat(networks.get(networks.size() - 1).relays()).hasSize(RELAYS);
    Instant eighthDay = now.plus(Duration.ofDays(8));
    while (now.isBefore(eighthDay)) {
      nextConsensus(RELAYS - 1);
    }
    nextConsensus(RELAYS);
    assertThat(path()).as("after eight days").startsWith("/tor/micro/d/");
  }

  /** As many as are worth a request are asked for at once, and few once in ten minutes. */
  @Test
  void fewMicrodescriptors_waitForMore() throws Exception {
    firstStart();
    // The one of the first start was asked for 160 minutes before: no need to wait.
    nextConsensus(RELAYS + 1);
    assertThat(path()).startsWith("/tor/micro/d/");
    answer(documents(List.of()));
    int before = asked.size();
    pass(Duration.ofMinutes(9));
    assertThat(asked).hasSize(before);
    pass(Duration.ofMinutes(2));
    assertThat(asked).hasSize(before + 1);
  }

  /** Waits until the next is asked for, and answers with one of this hour. */
  private Instant nextConsensus(int relays) throws Exception {
    for (int minute = 0; minute < 300 && last().answer().isDone(); minute++) {
      pass(Duration.ofMinutes(1));
    }
    assertThat(path()).contains("consensus-microdesc");
    Instant validAfter = now.truncatedTo(ChronoUnit.HOURS);
    ConsensusText next = new ConsensusText(validAfter, ONE, TWO, THREE);
    for (int number = 0; number < relays; number++) {
      String bandwidth = number < RELAYS ? "Bandwidth=10" : "Bandwidth=1";
      next.relay(number, microdescriptor(number).digest(), FLAGS, bandwidth);
    }
    answer(next.signed());
    return validAfter;
  }
}
