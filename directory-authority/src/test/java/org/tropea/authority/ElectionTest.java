package org.tropea.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.authority.ElectionNetwork.Node;
import org.tropea.authority.consensus.Method;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.DetachedSignatures;
import org.tropea.directory.document.DocumentSignature;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.FlavourSignatures;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.SigningKeyId;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VoteAdvice;

class ElectionTest {
  private static final Duration INTERVAL = Duration.ofSeconds(20);
  private static final VotingTiming TIMING = VotingTiming.every(INTERVAL);
  private static final Instant FIRST = Instant.parse("2026-11-20T12:00:20Z");

  @Test
  void rounds_allVote_allPublishTheSameSignedByAll() {
    ElectionNetwork network = new ElectionNetwork(3, TIMING).start();
    for (int round = 0; round < 3; round++) {
      Instant validAfter = FIRST.plus(INTERVAL.multipliedBy(round));
      network.runUntil(validAfter);
      for (Flavour flavour : Flavour.values()) {
        Bytes text = network.nodes.get(0).published(flavour).text();
        for (Node node : network.nodes) {
          Consensus consensus = node.published(flavour);
          assertThat(consensus.text()).isEqualTo(text);
          assertThat(consensus.lifetime().validAfter()).isEqualTo(validAfter);
          assertThat(consensus.signers()).hasSize(3);
          assertThat(consensus.relays()).hasSize(2);
        }
      }
    }
    for (Node node : network.nodes) {
      assertThat(node.observer.events)
          .filteredOn(event -> event.startsWith(FIRST.toString()))
          .containsExactlyInAnyOrder(
              FIRST + " voted on 2",
              FIRST + " was posted a vote",
              FIRST + " was posted a vote",
              FIRST + " made of 3",
              FIRST + " published ns with 3",
              FIRST + " published microdesc with 3");
    }
  }

  /** Case vote-12: what most sign twice for one round is noticed, and ours is served still. */
  @Test
  void add_otherConsensusOfTheSameRound_isToldOnce() throws Exception {
    ElectionNetwork network = new ElectionNetwork(3, TIMING).start();
    ElectionNetwork others = new ElectionNetwork(3, TIMING);
    others.nodes.forEach(node -> node.vote = vote -> vote.source("other", null));
    others.start();
    network.runUntil(FIRST);
    others.runUntil(FIRST);
    Election election = network.nodes.get(0).election;
    Consensus own = network.nodes.get(0).published(Flavour.NS);
    Consensus other = others.nodes.get(0).published(Flavour.NS);

    election.add(UnverifiedConsensus.read(own.text().toByteArray()), FIRST);
    assertThat(election.takeContradictions()).isEmpty();
    election.add(UnverifiedConsensus.read(other.text().toByteArray()), FIRST);

    assertThat(election.takeContradictions())
        .singleElement()
        .extracting(Consensus::text)
        .isEqualTo(other.text());
    assertThat(election.takeContradictions()).isEmpty();
    assertThat(network.nodes.get(0).published(Flavour.NS)).isSameAs(own);
  }

  /** Who is late, and who is missing, is told by name when a round ends. */
  @Test
  void round_oneLateOneDead_isToldWhenItEnds() {
    ElectionNetwork network = new ElectionNetwork(4, TIMING).start();
    Node late = network.nodes.get(1);
    Node dead = network.nodes.get(3);
    late.losesPosts = true;
    dead.alive = false;

    network.runUntil(FIRST);

    RoundFacts facts = network.nodes.get(0).observer.rounds.get(0);
    assertThat(facts.round()).isEqualTo(FIRST);
    assertThat(facts.missed()).isNull();
    assertThat(facts.withoutVote()).containsExactly(dead.keys.identity());
    assertThat(facts.withoutSignature()).containsExactly(dead.keys.identity());
    assertThat(facts.votes())
        .containsEntry(network.nodes.get(2).keys.identity(), Duration.ZERO)
        .containsEntry(late.keys.identity(), Duration.ofSeconds(2));
    assertThat(facts.signatures())
        .containsEntry(network.nodes.get(2).keys.identity(), Duration.ZERO)
        .containsEntry(late.keys.identity(), Duration.ofSeconds(2));
  }

  @Test
  void rounds_oneOfThreeDead_goOn() {
    ElectionNetwork network = new ElectionNetwork(3, TIMING).start();
    network.runUntil(FIRST);
    network.nodes.get(2).alive = false;
    for (int round = 1; round <= 5; round++) {
      Instant validAfter = FIRST.plus(INTERVAL.multipliedBy(round));
      network.runUntil(validAfter);
      assertThat(network.nodes.get(0).hasPublished(validAfter)).isTrue();
      assertThat(network.nodes.get(1).published(Flavour.NS).signers()).hasSize(2);
    }
  }

  @Test
  void rounds_twoOfThreeDead_publishNothingNew() {
    ElectionNetwork network = new ElectionNetwork(3, TIMING).start();
    network.runUntil(FIRST);
    network.nodes.get(1).alive = false;
    network.nodes.get(2).alive = false;

    network.runFor(INTERVAL.multipliedBy(5));

    Node last = network.nodes.get(0);
    assertThat(last.hasPublished(FIRST)).isTrue();
    assertThat(last.consensusesSought).isEqualTo(5);
    assertThat(last.observer.events)
        .filteredOn(event -> event.contains("missed"))
        .hasSize(5)
        .allMatch(event -> event.endsWith("missed: TOO_FEW_VOTES"));
    assertThat(last.election.bulletin().signatures()).isNull();
  }

  @Test
  void rounds_deadOneComesBack_joinsAndFindsTheConsensus() {
    ElectionNetwork network = new ElectionNetwork(3, TIMING).start();
    Node late = network.nodes.get(2);
    late.alive = false;
    network.runFor(INTERVAL.multipliedBy(3));
    late.alive = true;
    late.fetchConsensus();
    late.election.start(late.clock());

    network.runFor(INTERVAL.multipliedBy(2));

    assertThat(late.published(Flavour.MICRODESC).signers()).hasSize(3);
  }

  @Test
  void add_consensusOfOthersAfterTheStart_givesTheirSchedule() {
    Duration delay = Duration.ofSeconds(20);
    VotingTiming timing =
        new VotingTiming(
            Duration.ofMinutes(5),
            delay,
            delay,
            3,
            new VotingTiming.Rhythm(Duration.ofSeconds(150), delay, delay),
            Duration.ZERO);
    ElectionNetwork network = new ElectionNetwork(3, timing).start();
    Node late = network.nodes.get(2);
    late.alive = false;
    network.runFor(Duration.ofMinutes(10));
    late.alive = true;
    late.election.start(late.clock());
    VotingSchedule others = network.nodes.get(0).election.schedule();
    assertThat(late.election.schedule()).isNotEqualTo(others);

    late.fetchConsensus();
    network.runFor(Duration.ofSeconds(1));

    assertThat(late.election.schedule()).isEqualTo(others);
  }

  @Test
  void round_postsLost_areFetched() {
    ElectionNetwork network = new ElectionNetwork(3, TIMING).start();
    network.nodes.get(1).losesPosts = true;

    network.runUntil(FIRST);

    for (Node node : network.nodes) {
      assertThat(node.published(Flavour.NS).signers()).hasSize(3);
      boolean own = node == network.nodes.get(1);
      assertThat(node.observer.events.contains(FIRST + " fetched a vote")).isEqualTo(!own);
    }
  }

  /** Case vote-14: with an hour's interval, half a minute is harmless. */
  @ParameterizedTest
  @ValueSource(ints = {-90, -30, 30, 90})
  void rounds_oneClockALittleWrong_everybodySignsStill(int seconds) {
    ElectionNetwork network = new ElectionNetwork(3, VotingTiming.DEFAULT);
    network.nodes.get(2).clockError = Duration.ofSeconds(seconds);
    network.start();

    network.runUntil(Instant.parse("2026-11-20T14:02:00Z"));

    for (Node node : network.nodes) {
      assertThat(node.hasPublished(Instant.parse("2026-11-20T14:00:00Z"))).isTrue();
    }
    assertThat(network.nodes.get(0).published(Flavour.NS).signers()).hasSize(3);
  }

  /** Case vote-14: an hour splits nobody from the others but its owner. */
  @ParameterizedTest
  @ValueSource(ints = {-3600, 3600})
  void rounds_oneClockVeryWrong_othersGoOn(int seconds) {
    ElectionNetwork network = new ElectionNetwork(3, VotingTiming.DEFAULT);
    network.nodes.get(2).clockError = Duration.ofSeconds(seconds);
    network.start();

    network.runUntil(Instant.parse("2026-11-20T15:02:00Z"));

    for (Node node : network.nodes.subList(0, 2)) {
      assertThat(node.hasPublished(Instant.parse("2026-11-20T15:00:00Z"))).isTrue();
    }
    assertThat(network.nodes.get(0).published(Flavour.NS).text())
        .isEqualTo(network.nodes.get(1).published(Flavour.NS).text());
    assertThat(network.nodes.get(0).published(Flavour.NS).signers()).hasSize(2);
  }

  /** Case dir-15. */
  @Test
  void add_voteThatDoesNotFit_refused() {
    ElectionNetwork network = new ElectionNetwork(3, TIMING).start();
    Election election = network.nodes.get(0).election;
    AuthorityKeys other = TestKeys.some(2).get(1);
    AuthorityKeys stranger = TestKeys.some(5).get(4);
    Instant now = network.now();
    Vote good = TestVotes.builder(other).published(now).validAfter(FIRST, INTERVAL).vote();
    Vote wrongRound = TestVotes.builder(other).validAfter(FIRST.plus(INTERVAL), INTERVAL).vote();
    Vote ofStranger = TestVotes.builder(stranger).validAfter(FIRST, INTERVAL).vote();
    Vote older =
        TestVotes.builder(other).published(now.minusSeconds(9)).validAfter(FIRST, INTERVAL).vote();
    Vote newer =
        TestVotes.builder(other).published(now.plusSeconds(1)).validAfter(FIRST, INTERVAL).vote();

    assertThat(election.add(tried(wrongRound), now).reason()).isEqualTo("Bad valid-after time");
    assertThat(election.add(tried(ofStranger), now).reason())
        .isEqualTo("Vote not from a recognized v3 authority");
    assertThat(election.add(tried(good), FIRST.minusSeconds(5)))
        .isEqualTo(Reply.refused("Posted vote received too late, would be dangerous to count it"));
    assertThat(election.add(tried(good), now)).isEqualTo(Reply.ok("Vote stored"));
    assertThat(election.add(tried(good), now)).isEqualTo(Reply.ok("Duplicate discarded"));
    assertThat(election.add(tried(older), now))
        .isEqualTo(Reply.refused("Already have a newer pending vote"));
    assertThat(election.add(tried(newer), now)).isEqualTo(Reply.ok("Vote stored"));
    assertThat(election.bulletin().next()).extracting(ServedVote::vote).containsExactly(newer);
  }

  /** Case dir-15: an unknown method that one authority offers alone decides nothing. */
  @Test
  void round_voteOfUnknownMethod_countsLikeOthers() {
    ElectionNetwork network = new ElectionNetwork(3, TIMING).start();
    AuthorityKeys other = TestKeys.some(3).get(2);
    network.nodes.get(2).alive = false;
    for (Node node : network.nodes.subList(0, 2)) {
      Vote strange = TestVotes.builder(other).methods(35, 99).validAfter(FIRST, INTERVAL).vote();
      assertThat(node.election.add(tried(strange), network.now()).isOk()).isTrue();
    }

    network.runUntil(FIRST);

    assertThat(network.nodes.get(0).published(Flavour.NS).method()).isEqualTo(35);
  }

  /** Case dir-14. */
  @Test
  void add_junkSignaturesBeforeTheConsensus_refusedAndNotKept() {
    ElectionNetwork network = new ElectionNetwork(3, TIMING).start();
    Election election = network.nodes.get(0).election;
    AuthorityKeys other = TestKeys.some(2).get(1);
    election.remember(other.certificate());
    Lifetime lifetime = new Lifetime(FIRST, FIRST.plusSeconds(20), FIRST.plusSeconds(40));
    Bytes digest = Bytes.copyFrom(new byte[20]);

    for (int i = 0; i < 20; i++) {
      assertThat(election.add(detached(lifetime, digest, other, other.identity().value())).status())
          .isEqualTo(400);
    }
    DocumentSignature good = signature(other, digest);
    Reply reply =
        election.add(
            new DetachedSignatures(
                lifetime, List.of(new FlavourSignatures(Flavour.NS, digest, List.of(good)))));
    assertThat(reply).isEqualTo(Reply.ok("Signature queued"));

    network.runUntil(FIRST);

    assertThat(network.nodes.get(0).published(Flavour.NS).signers()).hasSize(3);
  }

  @Test
  void add_signaturesOnAnotherText_refused() {
    ElectionNetwork network = new ElectionNetwork(3, TIMING).start();
    network.runUntil(FIRST.minusSeconds(3));
    Election election = network.nodes.get(0).election;
    AuthorityKeys other = TestKeys.some(2).get(1);
    Lifetime lifetime = new Lifetime(FIRST, FIRST.plusSeconds(20), FIRST.plusSeconds(40));
    Bytes digest = Bytes.copyFrom(new byte[20]);

    Reply reply =
        election.add(
            new DetachedSignatures(
                lifetime,
                List.of(
                    new FlavourSignatures(Flavour.NS, digest, List.of(signature(other, digest))))));

    assertThat(reply).isEqualTo(Reply.refused("Mismatched digest."));
  }

  @Test
  void detached_afterTheConsensus_readsBackWithAllSignatures() throws Exception {
    ElectionNetwork network = new ElectionNetwork(3, TIMING).start();
    network.runUntil(FIRST.minusSeconds(1));
    Bytes text = network.nodes.get(0).election.bulletin().signatures();
    assertThat(text).isNotNull();
    DetachedSignatures read = DetachedSignatures.read(Objects.requireNonNull(text).toByteArray());
    assertThat(read.flavours()).hasSize(2);
    assertThat(read.flavours()).allMatch(each -> each.signatures().size() == 3);
    assertThat(read.write()).isEqualTo(new String(text.toByteArray(), StandardCharsets.US_ASCII));
  }

  /** Case vote-1: half of the recognised authorities are not enough, whoever else signs. */
  @Test
  void publish_halfSigned_notPublished() {
    ElectionNetwork network = new ElectionNetwork(4, TIMING).start();
    network.nodes.get(2).alive = false;
    network.nodes.get(3).alive = false;
    network.runUntil(FIRST);
    assertThat(network.nodes.get(0).election.published()).isEmpty();
  }

  @Test
  void round_allVoted_butHalfSigned_isMissed() {
    ElectionNetwork network = new ElectionNetwork(4, TIMING).start();
    Node first = network.nodes.get(0);
    network.runUntil(first.election.schedule().votingEnds().minusSeconds(1));
    network.nodes.get(2).alive = false;
    network.nodes.get(3).alive = false;
    network.runUntil(FIRST);
    assertThat(first.election.published()).isEmpty();
    assertThat(first.observer.events)
        .endsWith(FIRST + " made of 4", FIRST + " missed: TOO_FEW_SIGNATURES");
  }

  /** Case fault-2: what is thrown while we vote costs our vote, and the next round comes. */
  @Test
  void round_ourVoteThrows_goesOnWithoutIt() {
    ElectionNetwork network = new ElectionNetwork(3, TIMING).start();
    network.nodes.get(0).voting =
        () -> {
          throw new IllegalStateException("by this test");
        };

    network.runUntil(FIRST);
    assertThat(network.nodes.get(1).published(Flavour.NS).signers()).hasSize(2);
    assertThat(network.nodes.get(0).observer.events).endsWith(FIRST + " missed: NOT_VOTED");
    network.nodes.get(0).voting = () -> {};
    network.runUntil(FIRST.plus(INTERVAL));

    for (Node node : network.nodes) {
      assertThat(node.hasPublished(FIRST.plus(INTERVAL))).isTrue();
      assertThat(node.published(Flavour.NS).signers()).hasSize(3);
    }
  }

  /**
   * Case fault-2: the votes together give a line that nobody can read, though each alone does not.
   */
  @Test
  void round_noReadableConsensus_nonePublishedAndTheNextComes() {
    ElectionNetwork network = new ElectionNetwork(3, TIMING).start();
    Node hostile = network.nodes.get(2);
    hostile.vote = vote -> vote.knownFlags("Running", "Valid", "Z".repeat(131_000));
    hostile.alive = true;
    for (Node node : network.nodes.subList(0, 2)) {
      node.vote = vote -> vote.knownFlags("Running", "Valid", "Y".repeat(1_000));
    }

    network.runUntil(FIRST);
    for (Node node : network.nodes) {
      assertThat(node.hasPublished(FIRST)).isFalse();
      assertThat(node.observer.events).endsWith(FIRST + " missed: UNREADABLE");
    }
    hostile.vote = vote -> vote;
    network.runUntil(FIRST.plus(INTERVAL));

    for (Node node : network.nodes) {
      assertThat(node.hasPublished(FIRST.plus(INTERVAL))).isTrue();
    }
  }

  /**
   * Case fault-2: lists are split at spaces only, and a malformed one says nothing, as in C tor.
   */
  @Test
  void round_tabInAProtocolList_costsThatListOnly() throws Exception {
    ElectionNetwork network = new ElectionNetwork(3, TIMING).start();
    String good = "Link=4-5 Relay=2";
    for (Node node : network.nodes) {
      String list = node == network.nodes.get(2) ? "Link=4-5\tRelay=2" : good;
      node.vote =
          vote -> vote.advice(new VoteAdvice(null, null, list, list, list, list, List.of()));
    }

    network.runUntil(FIRST);

    for (Node node : network.nodes) {
      Consensus consensus = node.published(Flavour.NS);
      assertThat(consensus.signers()).hasSize(3);
      assertThat(consensus.protocols().requiredRelay().text()).isEqualTo(good);
    }
  }

  /** It signs by both identities, and counts as one authority. */
  @Test
  void round_oneHasALegacyKey_signsByBoth() {
    ElectionNetwork network = new ElectionNetwork(3, TIMING);
    AuthorityKeys legacy = TestKeys.some(5).get(4);
    Node both = network.nodes.get(1);
    both.begin(both.keys.with(legacy));
    both.vote = vote -> vote.source("both", legacy.identity());
    network.start();

    network.runUntil(FIRST);

    for (Flavour flavour : Flavour.values()) {
      assertThat(both.published(flavour).signers())
          .extracting(SigningKeyId::identity)
          .contains(legacy.identity(), both.keys.identity())
          .hasSize(4);
    }
    assertThat(both.observer.events).contains(FIRST + " published ns with 3");
    assertThat(new String(both.published(Flavour.NS).text().toByteArray(), StandardCharsets.UTF_8))
        .contains("dir-source both-legacy " + legacy.identity().toHex());
    assertThat(network.nodes.get(0).published(Flavour.NS).signers()).hasSize(3);
  }

  /** Case fault-2: in the consensus, the name of its legacy key is longer than a line may be. */
  @Test
  void tried_voteOfWhichNoReadableConsensusCanBeMade_refused() {
    RsaIdentity legacy = RsaIdentity.of(new byte[RsaIdentity.LENGTH]);
    Vote vote = TestVotes.builder(TestKeys.first()).source("n".repeat(130_990), legacy).vote();
    assertThat(catchThrowable(() -> ServedVote.of(vote, Method.known())))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void construct_withoutOurselves_refused() {
    assertThat(
            catchThrowable(
                () ->
                    new Election(
                        new Electorate(Set.of(), Method.known()),
                        TestKeys.first(),
                        TIMING,
                        (now, lifetime, delay, randomness) ->
                            TestVotes.builder(TestKeys.first()).vote(),
                        new Election.Place(
                            new ElectionNetwork(1, TIMING).nodes.get(0),
                            new ElectionNetwork(1, TIMING).nodes.get(0).randomness(),
                            VoteStorage.NONE,
                            AuthorityWatch.silent(),
                            () -> FIRST))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ServedVote tried(Vote vote) {
    try {
      return ServedVote.of(vote, Method.known());
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
  }

  private static DocumentSignature signature(AuthorityKeys keys, Bytes digest) {
    return new DocumentSignature(
        keys.identity(),
        keys.certificate().signingKeyDigest(),
        Bytes.copyFrom(keys.signingKey().sign(digest.toByteArray())));
  }

  private static DetachedSignatures detached(
      Lifetime lifetime, Bytes digest, AuthorityKeys keys, Bytes signed) {
    DocumentSignature other = signature(keys, signed);
    return new DetachedSignatures(
        lifetime, List.of(new FlavourSignatures(Flavour.NS, digest, List.of(other))));
  }
}
