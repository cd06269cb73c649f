package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.consensus.Method;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.authority.randomness.SharedRandomProtocol;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.DetachedSignatures;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.document.UnverifiedVote;
import org.tropea.directory.document.Vote;

/** Elections that hear each other at once, under a clock that stands until it is moved. */
final class ElectionNetwork {
  static final Instant START = Instant.parse("2026-11-20T12:00:01Z");

  final List<Node> nodes = new ArrayList<>();
  private final Queue<Runnable> deliveries = new ArrayDeque<>();
  private Instant now = START;

  /** A moment of a round, before whatever follows it can be heard by anybody. */
  enum Moment {
    VOTING,
    VOTED,
    FETCHING_VOTES,
    SIGNED,
    FETCHING_SIGNATURES
  }

  /** One authority, whose clock may be wrong and whose messages may get lost. */
  final class Node implements Peers {
    final AuthorityKeys keys;
    private final Set<RsaIdentity> authorities;
    private final VotingTiming timing;
    Election election;
    Duration clockError = Duration.ZERO;
    boolean alive = true;
    boolean losesPosts;

    /** What happens first when it votes, and what it votes instead of the usual. */
    Runnable voting = () -> {};

    UnaryOperator<TestVotes> vote = UnaryOperator.identity();
    int consensusesSought;

    /** When it is killed, once: what it was about to send is lost. */
    @Nullable Moment killedAt;

    final StoredText storage = new StoredText();
    final StoredVote votes = new StoredVote();
    final RecordedVoting observer = new RecordedVoting();

    Node(int index, Set<RsaIdentity> authorities, VotingTiming timing) {
      this.keys = TestKeys.some(5).get(index);
      this.authorities = authorities;
      this.timing = timing;
      this.election = election(keys);
    }

    /** In the place of an election in which nothing happened yet. */
    void begin(AuthorityKeys others) {
      election = election(others);
    }

    /** Begins anew with what it stored, as a process that was killed. */
    void restart() {
      election = election(keys);
      fetchConsensus();
      deliver();
      election.start(clock());
      election.act(clock());
      deliver();
    }

    SharedRandomProtocol randomness() {
      return new SharedRandomProtocol(
          keys.identity(),
          authorities,
          new SharedRandomProtocol.Place(true, storage, "a test", new SecureRandom(), this::clock));
    }

    private Election election(AuthorityKeys signing) {
      return new Election(
          new Electorate(authorities, Method.known()),
          signing,
          timing,
          (time, lifetime, delay, randomness) -> {
            reached(Moment.VOTING);
            voting.run();
            return vote.apply(
                    TestVotes.builder(keys)
                        .published(time)
                        .lifetime(lifetime, delay)
                        .randomness(randomness))
                .vote();
          },
          new Election.Place(this, randomness(), votes, new AuthorityWatch(observer), this::clock));
    }

    Instant clock() {
      return now.plus(clockError);
    }

    Consensus published(Flavour flavour) {
      Consensus consensus = election.published().get(flavour);
      if (consensus == null) {
        throw new AssertionError("nothing published");
      }
      return consensus;
    }

    boolean hasPublished(Instant validAfter) {
      Consensus consensus = election.published().get(Flavour.NS);
      return consensus != null && consensus.lifetime().validAfter().equals(validAfter);
    }

    @Override
    public void postVote(Bytes vote) {
      reached(Moment.VOTED);
      toOthers(losesPosts, other -> other.hear(vote, other.clock()));
    }

    @Override
    public void fetchVotes(List<RsaIdentity> missing) {
      reached(Moment.FETCHING_VOTES);
      toOthers(
          false,
          other ->
              other.election.bulletin().next().stream()
                  .map(ServedVote::vote)
                  .filter(vote -> missing.contains(vote.source().identity()))
                  .forEach(vote -> hear(vote.text(), null)));
    }

    @Override
    public void postSignatures(Bytes signatures) {
      reached(Moment.SIGNED);
      toOthers(losesPosts, other -> other.hearSignatures(signatures));
    }

    @Override
    public void fetchSignatures() {
      reached(Moment.FETCHING_SIGNATURES);
      toOthers(
          false,
          other -> {
            Bytes signatures = other.election.bulletin().signatures();
            if (signatures != null) {
              hearSignatures(signatures);
            }
          });
    }

    @Override
    public void fetchConsensus() {
      consensusesSought++;
      toOthers(
          false,
          other -> {
            for (KeyCertificate each : other.election.certificates()) {
              election.remember(each);
            }
            for (Consensus each : other.election.published().values()) {
              try {
                election.add(UnverifiedConsensus.read(each.text().toByteArray()), clock());
              } catch (DecodeException e) {
                throw new AssertionError(e);
              }
            }
          });
    }

    private void reached(Moment moment) {
      if (moment == killedAt) {
        killedAt = null;
        alive = false;
        throw new CancellationException("killed by this test");
      }
    }

    private void hear(Bytes vote, @Nullable Instant posted) {
      try {
        Vote read = UnverifiedVote.read(vote.toByteArray()).verify();
        election.add(ServedVote.of(read, Method.known()), posted);
      } catch (DecodeException e) {
        throw new AssertionError(e);
      }
    }

    private void hearSignatures(Bytes signatures) {
      try {
        election.add(DetachedSignatures.read(signatures.toByteArray()));
      } catch (DecodeException e) {
        throw new AssertionError(e);
      }
    }

    private void toOthers(boolean lost, Consumer<Node> message) {
      for (Node other : nodes) {
        if (other != this && !lost) {
          deliveries.add(
              () -> {
                if (other.alive && alive) {
                  message.accept(other);
                }
              });
        }
      }
    }
  }

  ElectionNetwork(int authorities, VotingTiming timing) {
    Set<RsaIdentity> identities =
        TestKeys.some(authorities).stream()
            .map(AuthorityKeys::identity)
            .collect(Collectors.toSet());
    for (int i = 0; i < authorities; i++) {
      nodes.add(new Node(i, identities, timing));
    }
  }

  /** Starts all that live, each by its own clock. */
  ElectionNetwork start() {
    nodes.forEach(node -> node.election.start(node.clock()));
    return this;
  }

  Instant now() {
    return now;
  }

  /** Moves the clock on, second by second. */
  void runUntil(Instant end) {
    while (now.isBefore(end)) {
      now = now.plusSeconds(1);
      for (Node node : nodes) {
        if (node.alive) {
          node.election.act(node.clock());
        }
        deliver();
      }
    }
  }

  void runFor(Duration time) {
    runUntil(now.plus(time));
  }

  private void deliver() {
    for (Runnable next = deliveries.poll(); next != null; next = deliveries.poll()) {
      next.run();
    }
  }
}
