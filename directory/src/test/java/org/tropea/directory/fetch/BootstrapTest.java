package org.tropea.directory.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ConsensusDiff;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.TestAuthority;
import org.tropea.directory.document.Vectors;
import org.tropea.directory.network.NetworkView;

/** Rows P01 to P04; cases dir-20 and dir-21. */
class BootstrapTest extends ScriptedBootstrap {
  @Test
  void firstStart_fetchesConsensusThenCertificatesThenMicrodescriptors() {
    start();
    assertThat(last().source().target().addresses().get(0).getPort())
        .as("an authority's ORPort, while no cache is known")
        .isEqualTo(9001);
    assertThat(last().source().onionKey()).isNull();
    assertThat(path()).startsWith("/tor/status-vote/current/consensus-microdesc/");
    assertThat(last().request().modifiedSince()).isNull();
    answer(text.signed());
    assertThat(path()).startsWith("/tor/keys/fp-sk/");
    for (TestAuthority each : List.of(ONE, TWO, THREE)) {
      assertThat(path())
          .contains(each.identity().toHex() + "-" + each.keyId().signingKeyDigest().toHex());
    }
    answer(certificates(ONE, TWO, THREE));
    assertThat(path()).startsWith("/tor/micro/d/");
    assertThat(networks).isEmpty();
    answer(documents(microdescriptors));
    assertThat(networks).hasSize(1);
    assertThat(networks.get(0).relays()).hasSize(RELAYS);
    assertThat(consensuses).containsExactly(networks.get(0).consensus());
    assertThat(failures).isEmpty();
    assertThat(phases)
        .containsSubsequence(
            BootstrapPhase.LOADING_KEYS,
            BootstrapPhase.REQUESTING_DESCRIPTORS,
            BootstrapPhase.LOADING_DESCRIPTORS,
            BootstrapPhase.ENOUGH_DIRINFO);
    assertThat(asked).hasSize(3);
    assertThat(folder).isDirectoryContaining("glob:**/cached-certs");
    assertThat(folder).isDirectoryContaining("glob:**/cached-microdesc-consensus");
    assertThat(folder).isDirectoryContaining("glob:**/cached-microdescs");
  }

  /** Row P18. */
  @Test
  void rest_asksForNothing_andWhatIsDueComesAfterIt() {
    firstStart();
    bootstrap.rest();
    int before = asked.size();
    pass(Duration.ofHours(30));
    assertThat(asked).hasSize(before);
    bootstrap.goOn();
    loop.runPendingTasks();
    assertThat(asked.size()).isGreaterThan(before);
    assertThat(path()).contains("consensus-microdesc");
  }

  /** Row P18. */
  @Test
  void rest_beforeAnythingIsKnown_asksNoMoreDirectories() {
    start();
    bootstrap.rest();
    int before = asked.size();
    pass(Duration.ofHours(3));
    assertThat(asked).hasSize(before);
    bootstrap.goOn();
    loop.runPendingTasks();
    assertThat(asked).hasSize(before + 1);
    answer(text.signed());
    assertThat(path()).startsWith("/tor/keys/");
  }

  @Test
  void signaturesOfHalfTheAuthorities_areNotEnough_andItTriesAgain() {
    start();
    answer(text.with(ONE.signature(text.signedPart())));
    failed();
    assertThat(path()).contains("consensus-microdesc");
    answer(text.signed());
    answer(certificates(ONE, TWO, THREE));
    answer(documents(microdescriptors));
    assertThat(networks).hasSize(1);
  }

  @Test
  void wrongSignatures_areNotBelieved() {
    start();
    String other = text.signedPart() + "x";
    answer(text.with(ONE.signature(other), TWO.signature(other), THREE.signature(other)));
    answer(certificates(ONE, TWO, THREE));
    failed();
    assertThat(networks).isEmpty();
    assertThat(folder.resolve("cached-microdesc-consensus")).doesNotExist();
  }

  @Test
  void certificatesThatDoNotCome_endInARetry() {
    start();
    answer(text.signed());
    assertThat(path()).startsWith("/tor/keys/");
    answer(certificates(ONE));
    // One of three: two are needed. It asks for what is still missing once more.
    assertThat(path()).startsWith("/tor/keys/").doesNotContain(ONE.identity().toHex());
    answer(new byte[0]);
    failed();
    assertThat(path()).contains("consensus-microdesc");
  }

  @Test
  void certificatesOfStrangers_areNotTaken() {
    TestAuthority stranger = TestAuthority.until(LATER);
    start();
    answer(text.signed());
    answer(certificates(stranger));
    failed();
    assertThat(folder.resolve("cached-certs")).doesNotExist();
  }

  @Test
  void garbageInsteadOfAConsensus_endsInARetry() {
    start();
    answer("<html>Login to the hotel's network</html>\n".getBytes(US_ASCII));
    failed();
    answer(text.signed());
    assertThat(path()).startsWith("/tor/keys/");
  }

  @Test
  void directoryWithoutAnAnswer_isAskedAgainLater_moreAndMoreSeldom() {
    start();
    for (DirectoryResponse each :
        List.of(
            new DirectoryResponse.NotFound(),
            new DirectoryResponse.Busy(),
            new DirectoryResponse.Refused(500),
            new DirectoryResponse.NotModified())) {
      int before = asked.size();
      last().answer().setSuccess(each);
      loop.runPendingTasks();
      assertThat(asked).as("not at once").hasSize(before);
      pass(Duration.ofMinutes(10));
      assertThat(asked).hasSize(before + 1);
    }
    last().answer().setFailure(new DirectoryException(DirectoryException.Kind.STALLED, "stalled"));
    failed();
    assertThat(networks).isEmpty();
    assertThat(consensuses).isEmpty();
    assertThat(failures).hasSize(5).allMatch(why -> why.contains("consensus"));
    assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofSeconds(1)) >= 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {-25, 28})
  void consensusOfAnotherTime_isRefused(int hours) {
    now = ConsensusText.VALID_AFTER.plus(Duration.ofHours(hours));
    start();
    answer(text.signed());
    answer(certificates(ONE, TWO, THREE));
    failed();
    assertThat(networks).isEmpty();
    assertThat(folder.resolve("cached-microdesc-consensus")).doesNotExist();
  }

  @Test
  void documentsNotAskedFor_areThrownAway() throws DecodeException {
    start();
    answer(text.signed());
    answer(certificates(ONE, TWO, THREE));
    List<Microdescriptor> strange = List.of(microdescriptor(100), microdescriptor(101));
    answer(documents(strange));
    failed();
    assertThat(path()).startsWith("/tor/micro/d/");
    List<Microdescriptor> mixed = new ArrayList<>(strange);
    mixed.addAll(microdescriptors);
    answer(documents(mixed));
    assertThat(networks).hasSize(1);
    assertThat(networks.get(0).microdescriptors())
        .containsExactlyInAnyOrderElementsOf(microdescriptors);
  }

  @Test
  void someMicrodescriptors_areUsed_andTheOthersAskedForAgain() {
    start();
    answer(text.signed());
    answer(certificates(ONE, TWO, THREE));
    // Three of four relays make 42 % of all paths: not enough.
    answer(documents(microdescriptors.subList(0, 3)));
    assertThat(networks).isEmpty();
    assertThat(path())
        .startsWith("/tor/micro/d/")
        .contains(base64(microdescriptors.get(3).digest()))
        .doesNotContain(base64(microdescriptors.get(0).digest()));
    answer(documents(microdescriptors));
    assertThat(networks).hasSize(1);
  }

  @Test
  void cachesThatLagBehind_arePassedOverAtOnce_andAnAuthorityIsNot() {
    start();
    answer(text.signed());
    answer(certificates(ONE, TWO, THREE));
    answer(documents(microdescriptors.subList(0, 3)));
    for (int cache = 0; cache < 3; cache++) {
      assertThat(last().source().onionKey()).as("a cache's").isNotNull();
      int before = asked.size();
      last().answer().setSuccess(new DirectoryResponse.NotFound());
      loop.runPendingTasks();
      assertThat(asked).hasSize(before + 1);
    }
    assertThat(last().source().onionKey()).as("an authority's").isNull();
    last().answer().setSuccess(new DirectoryResponse.NotFound());
    failed();
    answer(documents(microdescriptors));
    assertThat(networks.get(networks.size() - 1).relays()).hasSize(RELAYS);
  }

  @Test
  void nextConsensus_isFetchedBeforeThisOneEnds() {
    firstStart();
    int before = asked.size();
    pass(Duration.ofMinutes(94));
    assertThat(asked).as("caches need until 13:45").hasSize(before);
    pass(Duration.ofMinutes(67));
    assertThat(asked).hasSize(before + 1);
    assertThat(path()).contains("consensus-microdesc");
    assertThat(last().request().modifiedSince())
        .isEqualTo(ConsensusText.VALID_AFTER.plusSeconds(180));
    answer(text.signed());
    // It is the one we have.
    failed();
    assertThat(path()).contains("consensus-microdesc");
  }

  @Test
  void nextConsensus_byADiff_isTaken_andARottenDiffIsNot() throws Exception {
    firstStart();
    Consensus first = networks.get(0).consensus();
    pass(Duration.ofMinutes(161));
    assertThat(last().request().diffFrom()).isEqualTo(ConsensusDiff.digestOfBase(first));
    ConsensusText next =
        new ConsensusText(ConsensusText.VALID_AFTER.plusSeconds(7_200), ONE, TWO, THREE);
    for (int number = 0; number < RELAYS; number++) {
      next.relay(number, microdescriptors.get(number).digest(), FLAGS, "Bandwidth=10");
    }
    String signed = new String(next.signed(), US_ASCII);
    answer(diff(first, signed, "x\n"));
    failed();
    assertThat(last().request().diffFrom()).as("as C tor: a diff once more").isNotNull();
    answer(diff(first, signed, signed));
    assertThat(networks.get(networks.size() - 1).consensus().text().toByteArray())
        .isEqualTo(signed.getBytes(US_ASCII));
    assertThat(Files.readString(folder.resolve("cached-microdesc-consensus"))).isEqualTo(signed);
  }

  @Test
  void consensusThatIsTooOld_isNotAskedADiffFor() {
    firstStart();
    NetworkView view = networks.get(0);
    DirectoryRequest any = DirectoryRequest.consensus(List.of(ONE.identity()));
    Instant after = ConsensusText.VALID_AFTER.plus(Duration.ofDays(3));
    assertThat(ConsensusSchedule.newerThan(view, any, after).diffFrom()).isNotNull();
    assertThat(ConsensusSchedule.newerThan(view, any, after.plusSeconds(1)).diffFrom()).isNull();
  }

  /** A diff that says to lead to {@code named}, and leads to {@code real}. */
  private static byte[] diff(Consensus base, String named, String real) {
    String from = hex(ConsensusDiff.digestOfBase(base).toByteArray());
    String to = hex(Digest.sha3().digest(named.getBytes(US_ASCII)));
    long lines = new String(base.text().toByteArray(), US_ASCII).lines().count();
    String head = "network-status-diff-version 1\nhash " + from + " " + to + "\n";
    return (head + "1," + lines + "c\n" + real + ".\n").getBytes(US_ASCII);
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  @Test
  void close_endsIt() {
    start();
    bootstrap.close();
    last().answer().trySuccess(new DirectoryResponse.NotFound());
    pass(Duration.ofHours(1));
    assertThat(asked).hasSize(1);
  }

  @Test
  void cacheThatIsSilent_isNotTheNextToBeAsked_andThatIsASecondLater() {
    firstStart();
    for (int round = 0; round < 10; round++) {
      bootstrap.close();
      now = ConsensusText.VALID_AFTER.plus(Duration.ofMinutes(10));
      bootstrap = bootstrap();
      start();
      pass(Duration.ofMinutes(161));
      DirectorySource silent = last().source();
      assertThat(silent.onionKey()).as("a cache's").isNotNull();
      int before = asked.size();
      last().answer().setFailure(DirectoryException.stalled());
      loop.runPendingTasks();
      pass(Duration.ofSeconds(1));
      assertThat(asked).hasSize(before + 1);
      assertThat(last().source()).isNotEqualTo(silent);
    }
  }

  @Test
  void consensusOfTheOtherFlavour_isRefused_andTheGoodOneKept() throws IOException {
    firstStart();
    Path file = folder.resolve("cached-microdesc-consensus");
    byte[] good = Files.readAllBytes(file);
    pass(Duration.ofMinutes(161));
    answer(Vectors.file("ctor-network/consensus"));
    failed();
    assertThat(networks).hasSize(1);
    assertThat(Files.readAllBytes(file)).isEqualTo(good);
  }

  @Test
  void listenerThatThrows_endsNothing() {
    start();
    answer(text.signed());
    answer(certificates(ONE, TWO, THREE));
    listenerFails = true;
    answer(documents(microdescriptors));
    assertThat(networks).isEmpty();
    listenerFails = false;
    int before = asked.size();
    pass(Duration.ofMinutes(10));
    pass(Duration.ofHours(3));
    assertThat(asked).as("the next consensus is asked for").hasSizeGreaterThan(before);
  }

  @Test
  void onlyAuthorityThatIsDown_isTriedEachTwoMinutes_andAtOnceWhenSomethingWorks() {
    start();
    for (int i = 0; i < 30; i++) {
      int before = asked.size();
      last().answer().setFailure(DirectoryException.stalled());
      loop.runPendingTasks();
      pass(Duration.ofMinutes(2));
      assertThat(asked).as("try %s", i).hasSize(before + 1);
    }
    int before = asked.size();
    bootstrap.hurry();
    loop.runPendingTasks();
    assertThat(asked).as("nothing waits").hasSize(before);
    last().answer().setFailure(DirectoryException.stalled());
    loop.runPendingTasks();
    bootstrap.hurry();
    loop.runScheduledPendingTasks();
    assertThat(asked).hasSize(before + 1);
    last().answer().setFailure(DirectoryException.stalled());
    loop.runPendingTasks();
    bootstrap.hurry();
    loop.runScheduledPendingTasks();
    assertThat(asked).as("once a minute").hasSize(before + 1);
    pass(Duration.ofSeconds(1));
    assertThat(asked).as("but the first wait is the shortest again").hasSize(before + 2);
  }

  @Test
  void authoritiesThatAreDown_leaveCachesTheirTurn() {
    firstStart();
    pass(Duration.ofMinutes(161));
    List<Boolean> caches = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      caches.add(last().source().onionKey() != null);
      last().answer().setFailure(DirectoryException.stalled());
      loop.runPendingTasks();
      pass(Duration.ofMinutes(2));
    }
    assertThat(caches).containsExactly(true, true, true, false, true, true, true, false);
  }

  @Test
  void response_isSaidInWords() {
    assertThat(new DirectoryResponse.NotModified().words()).isEqualTo("has nothing newer");
    assertThat(new DirectoryResponse.Refused(500).words()).isEqualTo("answered with status 500");
  }

  @Test
  void clockThatIsBehind_isSaid_fromAMinuteOn() throws DecodeException {
    Consensus consensus = text.consensus();
    Instant start = ConsensusText.VALID_AFTER;
    assertThat(ConsensusIntake.skew(consensus, start.minusSeconds(60))).isEmpty();
    assertThat(ConsensusIntake.skew(consensus, start.minusSeconds(7_200)))
        .hasValueSatisfying(words -> assertThat(words).contains("120 minutes behind"));
  }
}
