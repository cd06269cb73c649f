package org.tropea.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.authority.ElectionNetwork.Node;
import org.tropea.authority.randomness.RandomnessSchedule;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.SharedRandomValue;
import org.tropea.directory.document.SharedRandomness;

/**
 * Authorities that make random values together, run after run, under a clock of the test; case
 * vote-15.
 */
class SharedRandomnessTest {
  private static final Duration INTERVAL = Duration.ofSeconds(20);
  private static final RandomnessSchedule SCHEDULE = new RandomnessSchedule(INTERVAL);

  private final ElectionNetwork network =
      new ElectionNetwork(4, VotingTiming.every(INTERVAL)).start();

  /** Runs until the consensus of this round, from 0 to 23, of a run of which all was seen. */
  private void runUntil(int run, int round) {
    Instant start = ElectionNetwork.START;
    long intervals = start.getEpochSecond() / INTERVAL.toSeconds();
    long first = intervals - intervals % RandomnessSchedule.ROUNDS + RandomnessSchedule.ROUNDS;
    long seconds = (first + (long) run * RandomnessSchedule.ROUNDS + round) * INTERVAL.toSeconds();
    network.runUntil(Instant.ofEpochSecond(seconds));
    assertThat(SCHEDULE.round(network.now())).isEqualTo(round);
  }

  private static @Nullable SharedRandomValue current(Node node) {
    return node.published(Flavour.NS).randomness().current();
  }

  private void assertOneValueOf(long reveals) {
    Set<SharedRandomValue> values =
        network.nodes.stream()
            .map(node -> Objects.requireNonNull(current(node)))
            .collect(Collectors.toSet());
    assertThat(values).singleElement().extracting(SharedRandomValue::reveals).isEqualTo(reveals);
  }

  /** What one of them votes from now on. */
  private static void votes(Node node, UnaryOperator<SharedRandomness> change) {
    node.vote = vote -> vote.randomness(change.apply(vote.randomness()));
  }

  private static SharedRandomness with(SharedRandomness said, UnaryOperator<String> commits) {
    return new SharedRandomness(
        true, said.commits().stream().map(commits).toList(), said.previous(), said.current());
  }

  @Test
  void runs_ofAll_giveAllOneNewValueEach() {
    List<SharedRandomValue> values = new ArrayList<>();
    for (int run = 1; run <= 3; run++) {
      runUntil(run, 0);
      assertOneValueOf(4);
      SharedRandomness agreed = network.nodes.get(0).published(Flavour.NS).randomness();
      if (run > 1) {
        assertThat(agreed.previous()).isEqualTo(values.get(run - 2));
      }
      values.add(Objects.requireNonNull(agreed.current()));
    }
    assertThat(values).doesNotHaveDuplicates();
    for (Node node : network.nodes) {
      assertThat(node.observer.events).noneMatch(event -> event.contains("missed"));
      assertThat(node.published(Flavour.MICRODESC).randomness())
          .isEqualTo(node.published(Flavour.NS).randomness());
    }
  }

  @Test
  void commitPhase_nobodyShowsWhatOpensItsCommitment() {
    runUntil(0, 6);
    for (Node node : network.nodes) {
      List<String> lines =
          node.election.bulletin().previous().get(0).vote().header().randomness().commits();
      assertThat(lines).hasSize(4).allMatch(line -> line.split(" ").length == 4).isSorted();
      assertThat(Objects.requireNonNull(node.storage.read()).lines())
          .filteredOn(line -> line.startsWith("Commit ") && line.split(" ").length == 6)
          .singleElement()
          .asString()
          .contains(node.keys.identity().toHex());
    }
  }

  /** Killed in each part of a run; also in its last round, in which C tor forgets all. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 11, 12, 17, 22, 23})
  void restart_inAnyRound_changesNothing(int round) {
    runUntil(0, round);
    Node killed = network.nodes.get(2);
    killed.alive = false;
    network.runFor(INTERVAL.dividedBy(2));
    killed.alive = true;
    killed.restart();

    runUntil(1, 0);

    assertOneValueOf(4);
  }

  private void assertNoNewValue(@Nullable SharedRandomValue old) {
    assertThat(network.nodes).allMatch(node -> Objects.equals(current(node), old));
  }

  private void loseTheNextRound() {
    network.nodes.forEach(
        node ->
            node.voting =
                () -> {
                  throw new IllegalStateException("by this test");
                });
    network.runFor(INTERVAL);
    network.nodes.forEach(node -> node.voting = () -> {});
  }

  /** As at C tor, where nothing is prepared for the next run until a round brings a consensus. */
  @Test
  void lostRound_theLastOfARun_delaysTheValue() {
    runUntil(1, 22);
    SharedRandomValue old = current(network.nodes.get(0));
    loseTheNextRound();

    runUntil(2, 0);
    assertNoNewValue(old);
    runUntil(2, 1);

    assertOneValueOf(4);
    assertThat(current(network.nodes.get(0))).isNotEqualTo(old);
  }

  /**
   * As at C tor: a round's end puts the values of the latest consensus, however old, over a fresh
   * value that only votes know. Who lost no round has it still, and so [null, null] stands beside
   * [null, value].
   */
  @Test
  void lostRound_theFirstOfARun_losesTheValueOfWhomItIsLostBy() {
    runUntil(1, 23);
    SharedRandomValue old = current(network.nodes.get(0));
    loseTheNextRound();

    runUntil(2, 1);

    assertNoNewValue(old);
    runUntil(3, 0);
    assertThat(current(network.nodes.get(0))).isNotEqualTo(old);
  }

  /** What others agreed on, it learns when it finds their consensus. */
  @Test
  void lostRound_ofOneAuthorityAtTheChangeOfRuns_itVotesTheNewValue() {
    runUntil(0, 22);
    Node killed = network.nodes.get(3);
    killed.alive = false;
    runUntil(0, 23);
    network.runFor(Duration.ofSeconds(2));
    killed.alive = true;
    killed.restart();
    runUntil(1, 0);

    assertOneValueOf(4);
    Set<SharedRandomValue> voted =
        killed.election.bulletin().previous().stream()
            .map(each -> Objects.requireNonNull(each.vote().header().randomness().current()))
            .collect(Collectors.toSet());
    assertThat(killed.election.bulletin().previous()).hasSize(4);
    assertThat(voted).hasSize(1);
  }

  @Test
  void restart_withoutWhatItStored_takesPartFromTheNextRunOn() {
    runUntil(0, 14);
    Node killed = network.nodes.get(2);
    killed.storage.write("");
    killed.restart();

    runUntil(1, 0);
    assertThat(current(killed)).isEqualTo(current(network.nodes.get(0)));
    runUntil(2, 0);
    assertOneValueOf(4);
  }

  @Test
  void authority_thatNeverReveals_isLeftOut() {
    Node silent = network.nodes.get(3);
    runUntil(0, 10);
    votes(
        silent,
        said ->
            with(
                said,
                line ->
                    line.contains(silent.keys.identity().toHex())
                        ? line.replaceFirst("^(\\S+ \\S+ \\S+ \\S+).*", "$1 ")
                        : line));

    runUntil(1, 0);

    // What it knows itself is of four, so its own opinion is another, and does not count.
    assertThat(current(network.nodes.get(0))).extracting(SharedRandomValue::reveals).isEqualTo(3L);
    assertThat(network.nodes.stream().map(SharedRandomnessTest::current).distinct()).hasSize(1);
  }

  @Test
  void authority_thatCommitsTwice_isHeldToTheFirst() {
    Node twice = network.nodes.get(3);
    runUntil(0, 4);
    ElectionNetwork others = new ElectionNetwork(4, VotingTiming.every(INTERVAL)).start();
    others.runUntil(network.now());
    String second =
        others.nodes.get(3).election.bulletin().previous().stream()
            .flatMap(each -> each.vote().header().randomness().commits().stream())
            .filter(line -> line.contains(twice.keys.identity().toHex()))
            .findFirst()
            .orElseThrow();
    votes(
        twice,
        said -> with(said, line -> line.contains(twice.keys.identity().toHex()) ? second : line));

    runUntil(0, 23);
    for (Node node : network.nodes.subList(0, 3)) {
      assertThat(Objects.requireNonNull(node.storage.read())).doesNotContain(second);
    }
    runUntil(1, 0);

    assertThat(network.nodes.stream().map(SharedRandomnessTest::current).distinct()).hasSize(1);
    assertThat(current(twice)).extracting(SharedRandomValue::reveals).isEqualTo(3L);
  }

  /** Commitments in the name of another, and what opens one too early, do not count either. */
  @Test
  void authority_thatSpeaksForAnother_isNotHeard() {
    Node liar = network.nodes.get(3);
    Node victim = network.nodes.get(1);
    runUntil(0, 0);
    victim.alive = false;
    runUntil(1, 0);
    String own = liar.keys.identity().toHex();
    votes(liar, said -> with(said, line -> line.replace(own, victim.keys.identity().toHex())));

    runUntil(1, 4);

    for (Node node : network.nodes.subList(2, 3)) {
      assertThat(Objects.requireNonNull(node.storage.read()))
          .doesNotContain("Commit 1 sha3-256 " + victim.keys.identity().toHex());
    }
  }

  @Test
  void authority_thatRevealsTooEarly_isNotHeard() {
    Node early = network.nodes.get(3);
    String own = early.keys.identity().toHex();
    votes(
        early,
        said -> with(said, line -> line.contains(own) ? line + " " + line.split(" ", 5)[3] : line));

    runUntil(0, 8);

    for (Node node : network.nodes.subList(0, 3)) {
      assertThat(Objects.requireNonNull(node.storage.read())).doesNotContain(own);
    }
  }
}
