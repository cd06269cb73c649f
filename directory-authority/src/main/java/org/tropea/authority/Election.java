package org.tropea.authority;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.authority.consensus.ConsensusBuilder;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.authority.randomness.SharedRandomProtocol;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.DetachedSignatures;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.SharedRandomness;
import org.tropea.directory.document.SignatureCheck;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VotingDelay;

/**
 * One authority's part in voting, round after round (dir-spec 3.2 to 3.11): no sockets, no timers.
 * Confined to one thread at a time; making and checking documents takes it up to seconds.
 */
public final class Election {
  private static final Logger log = LoggerFactory.getLogger(Election.class);

  /** Makes our vote. */
  public interface Voter {
    /** For a consensus of this lifetime, if it were ours alone. */
    Vote vote(Instant now, Lifetime lifetime, VotingDelay delay, SharedRandomness randomness);
  }

  private final Electorate electorate;
  private final Set<RsaIdentity> authorities;
  private final SigningKeys keys;
  private VotingTiming timing;
  private final Voter voter;
  private final Peers peers;
  private final SharedRandomProtocol randomness;
  private final OwnVote ownVote;
  private final AuthorityWatch watch;
  private final InstantSource clock;
  private final KnownCertificates certificates;
  private final PublishedConsensuses published;
  private VotingSchedule schedule;
  private Step step = Step.VOTE;
  private PendingVotes votes;
  private PendingVotes previous;
  private SignatureRound signatures;
  private RoundArrivals arrivals = new RoundArrivals();
  private @Nullable MissReason missed;
  private boolean justStarted;

  /**
   * Where an election takes place.
   *
   * @param storage where our vote outlives us
   * @param watch told of what happens
   * @param clock by which it says when what came
   */
  public record Place(
      Peers peers,
      SharedRandomProtocol randomness,
      VoteStorage storage,
      AuthorityWatch watch,
      InstantSource clock) {}

  private enum Step {
    VOTE,
    FETCH_VOTES,
    BUILD,
    FETCH_SIGNATURES,
    PUBLISH;

    Step next() {
      return switch (this) {
        case VOTE -> FETCH_VOTES;
        case FETCH_VOTES -> BUILD;
        case BUILD -> FETCH_SIGNATURES;
        case FETCH_SIGNATURES -> PUBLISH;
        case PUBLISH -> VOTE;
      };
    }
  }

  /** An election in which nothing happened yet. */
  public Election(
      Electorate electorate, AuthorityKeys keys, VotingTiming timing, Voter voter, Place place) {
    if (!electorate.authorities().contains(keys.identity())) {
      throw new IllegalArgumentException("an authority that does not recognise itself");
    }
    this.electorate = electorate;
    this.authorities = electorate.authorities();
    this.keys = new SigningKeys(keys);
    this.certificates = new KnownCertificates(authorities);
    this.published = new PublishedConsensuses(authorities, certificates);
    this.signatures = new SignatureRound(certificates);
    this.timing = timing;
    this.voter = voter;
    this.peers = place.peers();
    this.randomness = place.randomness();
    this.ownVote = new OwnVote(place.storage());
    this.watch = place.watch();
    this.clock = place.clock();
    this.votes = new PendingVotes(this.authorities);
    this.previous = new PendingVotes(this.authorities);
    this.schedule = VotingSchedule.after(Instant.EPOCH, timing, null);
    remember(keys.certificate());
  }

  /** Takes part from the next round on; a consensus that was added before says when that is. */
  public void start(Instant now) {
    schedule = VotingSchedule.after(now, timing, published.latest(now)).catchingUp(now);
    step = Step.VOTE;
    justStarted = true;
    randomness.start(now, schedule.intervalStarts(), interval(now));
    if (published.latest(now) != null) {
      learnRandomness();
    }
    randomness.prepare(schedule.intervalStarts(), interval(now));
  }

  /** The same, at other times than those it was made with. */
  public void start(Instant now, VotingTiming other) {
    timing = other;
    start(now);
  }

  /**
   * Does all that is due, and gives when something will be due again. A step that fails costs the
   * round what it was to bring, never the next step.
   */
  public Instant act(Instant now) {
    while (!due().isAfter(now)) {
      Step current = step;
      step = current.next();
      try {
        act(current, now);
      } catch (RejectedExecutionException e) {
        log.debug("No room for the step {} of this round, or the end has come", current);
      } catch (RuntimeException e) {
        log.error("Bug: the step {} of this round failed; going on without it", current, e);
      }
    }
    return due();
  }

  private void act(Step current, Instant now) {
    switch (current) {
      case VOTE -> vote(now);
      case FETCH_VOTES -> fetchVotes();
      case BUILD -> build();
      case FETCH_SIGNATURES -> fetchSignatures();
      case PUBLISH -> {
        try {
          publish(now);
        } finally {
          endRound(now);
        }
      }
    }
  }

  /** When something will be due. */
  Instant due() {
    return switch (step) {
      case VOTE -> schedule.votingStarts();
      case FETCH_VOTES -> schedule.fetchMissingVotes();
      case BUILD -> schedule.votingEnds();
      case FETCH_SIGNATURES -> schedule.fetchMissingSignatures();
      case PUBLISH -> schedule.intervalStarts();
    };
  }

  private void vote(Instant now) {
    if (!keys.begin(now)) {
      return;
    }
    remember(keys.current().certificate());
    Instant start = schedule.intervalStarts();
    Lifetime wanted =
        new Lifetime(
            start,
            start.plus(timing.interval()),
            start.plus(timing.interval().multipliedBy(timing.intervalsValid())));
    Vote vote = justStarted ? ownVote.of(start, keys.current().certificate()) : null;
    justStarted = false;
    if (vote == null) {
      vote = voter.vote(now, wanted, timing.delay(), randomness.said());
      ownVote.keep(vote);
    }
    Reply reply = votes.add(own(vote), schedule, null);
    if (!reply.isOk()) {
      throw new IllegalStateException("our own vote does not fit: " + reply.reason());
    }
    arrivals.vote(keys.identity(), now);
    peers.postVote(vote.text());
    watch.voted(start, vote.entries().size());
    log.info("Voted on {} relays", vote.entries().size());
  }

  private ServedVote own(Vote vote) {
    try {
      return ServedVote.of(vote, electorate.methods());
    } catch (DecodeException e) {
      throw new IllegalStateException("our own vote is of no use", e);
    }
  }

  private void fetchVotes() {
    List<RsaIdentity> missing = votes.missing();
    if (!missing.isEmpty()) {
      log.info("Missing the votes of {} authorities: asking the others", missing.size());
      peers.fetchVotes(missing);
    }
  }

  private void build() {
    int count = votes.all().size();
    if (count <= authorities.size() / 2) {
      log.warn(
          "Only {} of {} authorities voted: no consensus this time", count, authorities.size());
      missed = MissReason.TOO_FEW_VOTES;
      return;
    }
    if (votes.of(keys.identity()) == null) {
      log.warn("We did not vote, so we sign nothing: we take what the others publish");
      missed = MissReason.NOT_VOTED;
      return;
    }
    if (votes.all().stream().noneMatch(v -> v.header().knownFlags().contains("Running"))) {
      log.warn("Nobody voted on which relays are running: no consensus this time");
      missed = MissReason.NO_RUNNING_RELAYS;
      return;
    }
    ConsensusBuilder builder = electorate.count(votes.all());
    Set<RsaIdentity> voters =
        votes.all().stream().map(vote -> vote.source().identity()).collect(Collectors.toSet());
    List<PendingConsensus> made = new ArrayList<>();
    for (Flavour flavour : Flavour.values()) {
      made.add(new PendingConsensus(flavour, builder.write(flavour), voters, keys.current()));
    }
    if (!made.stream().allMatch(Election::readsBack)) {
      missed = MissReason.UNREADABLE;
      return;
    }
    signatures.begin(builder.lifetime(), made);
    arrivals.signatures(signatures.signers(), clock.instant());
    peers.postSignatures(Objects.requireNonNull(signatures.detached()));
    watch.consensusMade(schedule.intervalStarts(), count, builder.method());
    log.info("Made a consensus of {} votes by method {}", count, builder.method());
  }

  /** What we could not read, nobody will publish. */
  private static boolean readsBack(PendingConsensus made) {
    try {
      UnverifiedConsensus.read(made.text().toByteArray());
      return true;
    } catch (DecodeException e) {
      log.warn(
          "The votes give no readable {} consensus ({}): no consensus this time",
          made.flavour().word(),
          e.getMessage());
      return false;
    }
  }

  private void fetchSignatures() {
    if (signatures.all().stream().anyMatch(p -> p.signatureCount() < authorities.size())) {
      peers.fetchSignatures();
    }
  }

  private void publish(Instant now) {
    for (PendingConsensus each : signatures.all()) {
      SignatureCheck check = check(each, now);
      if (check instanceof SignatureCheck.Enough enough) {
        published.publish(enough.consensus());
        watch.consensusPublished(schedule.intervalStarts(), each.flavour(), each.signatureCount());
        log.info(
            "Published the {} consensus with {} signatures",
            each.flavour().word(),
            each.signatureCount());
      } else if (check instanceof SignatureCheck.NotEnough notEnough) {
        log.warn("Not published: {}", notEnough.describe());
        missed = MissReason.TOO_FEW_SIGNATURES;
      }
    }
    MissReason why = missed == null && signatures.isEmpty() ? MissReason.INTERNAL : missed;
    missed = why;
    if (why != null) {
      watch.consensusMissed(schedule.intervalStarts(), why);
    }
    if (why != null || published.latest(now) == null) {
      peers.fetchConsensus();
    }
  }

  /** Makes room for the next round, however this one went. */
  private void endRound(Instant now) {
    watch.roundEnded(arrivals.end(schedule, authorities, missed));
    signatures = new SignatureRound(certificates);
    arrivals = new RoundArrivals();
    missed = null;
    previous = votes;
    votes = new PendingVotes(authorities);
    Instant ended = schedule.intervalStarts();
    schedule = VotingSchedule.after(now, timing, published.latest(now));
    prepareRandomness(ended, now);
  }

  /** Where a round brought no consensus, the next goes on with what was prepared, as in C tor. */
  private void prepareRandomness(Instant ended, Instant now) {
    Consensus consensus = published.newest();
    boolean made = consensus != null && consensus.lifetime().validAfter().equals(ended);
    agreeOnRandomness();
    randomness.prepare(made ? schedule.intervalStarts() : ended, interval(now));
  }

  private void agreeOnRandomness() {
    Consensus consensus = published.newest();
    if (consensus != null) {
      randomness.agree(consensus.randomness().previous(), consensus.randomness().current());
    }
  }

  /** The same of a consensus that we did not make; from before our start, it may be no news. */
  private void learnRandomness() {
    Consensus consensus = published.newest();
    if (consensus != null && !randomness.knows(consensus.lifetime().validAfter())) {
      agreeOnRandomness();
    }
  }

  private SignatureCheck check(PendingConsensus consensus, Instant now) {
    try {
      return UnverifiedConsensus.read(consensus.text().toByteArray())
          .verify(authorities, certificates.all(), now);
    } catch (DecodeException e) {
      throw new IllegalStateException("made a consensus that does not read back", e);
    }
  }

  /**
   * Takes another authority's vote.
   *
   * @param posted when it was posted to us, null where we asked for it
   */
  Reply add(ServedVote vote, @Nullable Instant posted) {
    RsaIdentity voter = vote.vote().source().identity();
    Vote before = votes.of(voter);
    Reply reply = votes.add(vote, schedule, posted);
    if (reply.isOk()) {
      remember(vote.vote().certificate());
      if (before == null) {
        randomness.take(voter, vote.vote().header().randomness());
      }
    }
    if (votes.of(voter) != before) {
      arrivals.vote(voter, clock.instant());
      watch.voteTaken(schedule.intervalStarts(), voter, posted != null);
    }
    return reply;
  }

  /** Takes signatures that were posted to us, or that we asked for. */
  public Reply add(DetachedSignatures others) {
    Reply reply = signatures.add(others, schedule.intervalStarts());
    arrivals.signatures(signatures.signers(), clock.instant());
    return reply;
  }

  /**
   * Takes a consensus that others made, if enough signed it and it is newer than ours. Where we
   * have not voted yet, it tells when to: without it we would keep the rhythm of the beginning.
   */
  public void add(UnverifiedConsensus consensus, Instant now) {
    if (published.add(consensus, now)) {
      if (step == Step.VOTE) {
        schedule = VotingSchedule.after(now, timing, published.latest(now)).catchingUp(now);
      }
      if (consensus.flavour() == Flavour.NS) {
        learnRandomness();
        randomness.prepare(schedule.intervalStarts(), interval(now));
      }
    }
  }

  /**
   * Signs with these from the next vote on.
   *
   * @throws IllegalArgumentException when they are another authority's
   */
  void renew(AuthorityKeys next) {
    keys.renew(next);
  }

  /** What it signs with now. */
  AuthorityKeys keys() {
    return keys.current();
  }

  /** Makes a certificate known, if it is of an authority that we recognise. */
  public void remember(KeyCertificate certificate) {
    certificates.remember(certificate);
  }

  /** The certificates of authorities that we know. */
  public List<KeyCertificate> certificates() {
    return List.copyOf(certificates.all());
  }

  /** Consensuses that enough signed and that contradict ours, since this was asked last. */
  List<Consensus> takeContradictions() {
    return published.takeContradictions();
  }

  /** The last consensus of each flavour, live or not. */
  public Map<Flavour, Consensus> published() {
    return published.all();
  }

  /** The round that is on. */
  public VotingSchedule schedule() {
    return schedule;
  }

  /** The consensuses of this round, unsigned, that more than half of the authorities signed. */
  Map<Flavour, String> agreed() {
    return signatures.signedBy(authorities.size() / 2 + 1);
  }

  /** What others may see now. */
  Bulletin bulletin() {
    return new Bulletin(
        keys.identity(),
        votes.served(),
        previous.served(),
        signatures.texts(),
        signatures.detached());
  }

  private Duration interval(Instant now) {
    return published.interval(now, timing.interval());
  }
}
