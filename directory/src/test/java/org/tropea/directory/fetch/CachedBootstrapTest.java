package org.tropea.directory.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.Vectors;

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
    assertThat(path()).startsWith("/tor/micro/d/");
    answer(documents(microdescriptors));
    assertThat(networks).isNotEmpty();
    assertThat(asked).hasSize(3);
  }

  @Test
  void garbageInTheCachedConsensus_isFetchedAgainAtOnce() throws IOException {
    firstStart();
    Files.writeString(folder.resolve("cached-microdesc-consensus"), "garbage\n");
    restart();
    answer(text.signed());
    assertThat(path()).as("the certificates are good").startsWith("/tor/micro/d/");
    answer(documents(microdescriptors));
    assertThat(networks).isNotEmpty();
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
}
