package org.tropea.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.authority.ElectionNetwork.Moment;
import org.tropea.authority.ElectionNetwork.Node;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.SharedRandomValue;

/**
 * Case vote-13: authorities that are killed at a step of a round, and started again a second later.
 */
class RestartTest {
  private static final Duration INTERVAL = Duration.ofSeconds(20);
  private static final Instant FIRST = Instant.parse("2026-11-20T12:00:20Z");
  private static final Instant SECOND = FIRST.plus(INTERVAL);

  private final ElectionNetwork network =
      new ElectionNetwork(4, VotingTiming.every(INTERVAL)).start();

  private void restartWhoDied() {
    for (Node node : network.nodes) {
      if (!node.alive) {
        node.alive = true;
        node.restart();
      }
    }
  }

  private void runWithRestartsUntil(Instant end) {
    while (network.now().isBefore(end)) {
      network.runFor(Duration.ofSeconds(1));
      restartWhoDied();
    }
  }

  private void assertAllHaveAllSignatures(Instant round) {
    for (Flavour flavour : Flavour.values()) {
      List<Consensus> all = network.nodes.stream().map(node -> node.published(flavour)).toList();
      assertThat(all).allMatch(each -> each.lifetime().validAfter().equals(round));
      assertThat(all).allMatch(each -> each.signers().size() == 4);
      assertThat(all.stream().map(Consensus::text).distinct()).hasSize(1);
    }
  }

  /** What is lost of one's posts makes the others ask. */
  @ParameterizedTest
  @EnumSource(Moment.class)
  void oneKilledAtAStep_noSignatureIsLost(Moment moment) {
    network.runUntil(FIRST);
    network.nodes.get(2).losesPosts = true;
    network.nodes.get(1).killedAt = moment;

    runWithRestartsUntil(SECOND.plusSeconds(2));

    assertThat(network.nodes.get(1).killedAt).isNull();
    assertAllHaveAllSignatures(SECOND);
  }

  @ParameterizedTest
  @EnumSource(
      value = Moment.class,
      names = {"VOTING", "VOTED", "SIGNED"})
  void halfKilledAtAStep_noSignatureIsLost(Moment moment) {
    network.runUntil(FIRST);
    network.nodes.get(1).killedAt = moment;
    network.nodes.get(3).killedAt = moment;

    runWithRestartsUntil(SECOND.plusSeconds(2));

    assertThat(network.nodes).allMatch(node -> node.killedAt == null);
    assertAllHaveAllSignatures(SECOND);
  }

  /** In each second of a round, of which the last eight have its steps. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
  void oneKilledInASecond_noSignatureIsLost(int second) {
    network.runUntil(FIRST.plusSeconds(second));
    network.nodes.get(1).alive = false;
    restartWhoDied();

    network.runUntil(SECOND.plusSeconds(2));

    assertAllHaveAllSignatures(SECOND);
  }

  /** Some count what it voted first: what it voted again would split them. */
  @Test
  void killedAfterItVoted_votesTheSame() {
    network.runUntil(SECOND.minusSeconds(8));
    Node killed = network.nodes.get(1);
    assertThat(killed.observer.events).contains(SECOND + " voted on 2");
    killed.alive = false;
    restartWhoDied();
    network.runUntil(SECOND.minusSeconds(6));

    List<Object> votes =
        network.nodes.stream()
            .flatMap(node -> node.election.bulletin().next().stream())
            .map(ServedVote::vote)
            .filter(vote -> vote.source().identity().equals(killed.keys.identity()))
            .<Object>map(vote -> vote.digest())
            .toList();
    assertThat(votes).hasSize(4).containsOnly(votes.get(0));
  }

  @Test
  void whatItVotedInAnotherRound_isVotedNoMore() {
    network.runUntil(FIRST);
    network.nodes.get(1).alive = false;
    network.runUntil(SECOND.plusSeconds(1));
    restartWhoDied();

    network.runUntil(SECOND.plus(INTERVAL));

    assertAllHaveAllSignatures(SECOND.plus(INTERVAL));
  }

  /** Between a run's last consensus and the next one, only the state on disk has the new value. */
  @Test
  void halfKilledWithANewRandomValue_voteForItStill() {
    long seconds = INTERVAL.toSeconds();
    long rounds = ElectionNetwork.START.getEpochSecond() / seconds;
    long run = rounds - rounds % 24 + 24;
    Instant last = Instant.ofEpochSecond((run + 23) * seconds);
    network.runUntil(last.plusSeconds(2));
    network.nodes.get(0).alive = false;
    network.nodes.get(1).alive = false;
    restartWhoDied();
    network.runUntil(last.plus(INTERVAL));

    for (Node node : network.nodes) {
      SharedRandomValue value = node.published(Flavour.NS).randomness().current();
      assertThat(value).isNotNull().extracting(SharedRandomValue::reveals).isEqualTo(4L);
    }
  }
}
