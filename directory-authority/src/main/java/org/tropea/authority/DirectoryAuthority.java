package org.tropea.authority;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.authority.intake.KnownRelays;
import org.tropea.authority.intake.UploadPolicy;
import org.tropea.authority.intake.UploadVerdict;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.authority.pins.KeyPins;
import org.tropea.authority.randomness.RandomnessFile;
import org.tropea.authority.randomness.SharedRandomProtocol;
import org.tropea.authority.reachability.Prober;
import org.tropea.authority.rules.AddressRules;
import org.tropea.authority.vote.Ballot;
import org.tropea.authority.vote.ObservedRelay;
import org.tropea.authority.vote.VoteBuilder;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.DetachedSignatures;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.SharedRandomness;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VotingDelay;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.network.Authority;
import org.tropea.directory.release.Release;
import org.tropea.directory.serve.Answer;
import org.tropea.directory.serve.ConsensusDiffs;
import org.tropea.directory.serve.DocumentRoutes;
import org.tropea.directory.serve.Documents;
import org.tropea.directory.serve.Routes;
import org.tropea.relay.LocalAuthority;
import org.tropea.relay.self.SelfDescription;

/**
 * A directory authority (dir-spec 3): takes uploads and votes, votes, signs, publishes, and serves
 * all of it. Its relay, and the sockets that it listens on, are put around it.
 *
 * <p>Its state is confined to one task at a time on the {@code documents} executor, and so is that
 * of uploads, which have a task of their own lest they keep the election waiting; timers and
 * connections are the event loop's. Any thread may call.
 */
public final class DirectoryAuthority implements LocalAuthority, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DirectoryAuthority.class);

  private final EventLoop loop;
  private final Executor documents;
  private final Serial serial;
  private final UploadIntake uploads;
  private final InstantSource clock;
  private final KnownRelays relays;
  private final RelayObservation observation;
  private final RsaIdentity identity;
  private final Duration sweepPeriod;
  private final VoteBuilder builder;
  private final Electorate electorate;
  private final Election election;
  private final NetworkPeers peers;
  private final MicrodescriptorShelf microdescriptors = new MicrodescriptorShelf();
  private final DocumentRoutes published;
  private final ConsensusDiffs diffs;
  private final AuthorityRoutes routes;
  private final Consumer<Consensus> listener;
  private final AuthorityWatch watch;
  private final TransparencyFiles exported;
  private final ConsensusLogFile consensusLog;
  private final RoundTimer timer;
  private boolean started;
  private volatile boolean closed;

  private static final long START_SECONDS = 30;
  private static final long CLOSE_SECONDS = 5;

  /**
   * What an authority works with, some of it shared with its relay.
   *
   * @param port by which it reaches other authorities; its loop has the timers too
   * @param documents reads, checks and signs
   * @param routes where it publishes what every directory serves
   * @param curve by which it checks signatures
   * @param random from which it draws what it commits to
   * @param prober tests whether relays can be reached
   * @param listener takes each consensus once it is served; on {@code documents}
   * @param watch counts rounds, and tells whoever observes them
   */
  public record Workplace(
      DirectoryPort port,
      Executor documents,
      DocumentRoutes routes,
      Curve25519 curve,
      SecureRandom random,
      InstantSource clock,
      Prober prober,
      Consumer<Consensus> listener,
      AuthorityWatch watch) {}

  /** An authority that does nothing yet. */
  public DirectoryAuthority(AuthoritySettings settings, AuthorityKeys keys, Workplace workplace) {
    this.loop = workplace.port().loop();
    this.documents = workplace.documents();
    this.serial = new Serial(documents);
    this.clock = workplace.clock();
    this.published = workplace.routes();
    this.diffs = new ConsensusDiffs(loop, documents, published);
    AuthoritySettings.Relays of = settings.relays();
    Path directory = settings.place().directory();
    List<Authority> authorities = settings.place().authorities();
    this.relays =
        new KnownRelays(
            new UploadPolicy(of.uploads()),
            KeyPins.open(directory, of.uploads().pinKeys(), clock.instant()),
            workplace.curve());
    this.uploads =
        new UploadIntake(
            relays,
            directory,
            new UploadIntake.Desk(documents, workplace.curve(), clock, published),
            this::look);
    uploads.load(of.addresses());
    this.exported = new TransparencyFiles(directory);
    this.consensusLog = new ConsensusLogFile(directory);
    this.timer = new RoundTimer(loop, serial, clock, this::step);
    this.identity = keys.identity();
    this.sweepPeriod = of.reachability().pace().period();
    this.observation =
        new RelayObservation(settings, clock.instant(), workplace.prober(), this::reached);
    Set<RsaIdentity> relayIdentities =
        authorities.stream().map(Authority::identity).collect(Collectors.toSet());
    this.builder = new VoteBuilder(settings.voting().vote(), keys, relayIdentities);
    this.peers = new NetworkPeers(authorities, keys.identity(), workplace.port());
    Set<RsaIdentity> identities =
        authorities.stream()
            .map(Authority::v3Identity)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    this.electorate = new Electorate(identities, settings.voting().vote().methods());
    this.watch = workplace.watch();
    SharedRandomProtocol randomness =
        new SharedRandomProtocol(
            keys.identity(),
            identities,
            new SharedRandomProtocol.Place(
                settings.voting().sharedRandomness(),
                new RandomnessFile(directory),
                "Tropea " + Release.current().version(),
                workplace.random(),
                clock));
    this.election =
        new Election(
            electorate,
            keys,
            settings.voting().timing(),
            this::vote,
            new Election.Place(peers, randomness, new VoteFile(directory), watch, clock));
    this.listener = workplace.listener();
    this.routes =
        new AuthorityRoutes(
            published, keys.certificate(), addresses(authorities), election.bulletin(), this::take);
    routes.publishLog(consensusLog.text());
    peers.hears(this);
  }

  private static Set<InetAddress> addresses(List<Authority> authorities) {
    return authorities.stream()
        .map(each -> each.addressFor(Authority.Use.VOTE).getAddress())
        .collect(Collectors.toSet());
  }

  /** What its DirPort, and BEGIN_DIR at its ORPort, are to serve. */
  @Override
  public Routes routes() {
    return routes;
  }

  @Override
  public void takeOwn(SelfDescription own) {
    byte[] both =
        new ByteWriter(4096)
            .bytes(own.descriptor().text())
            .bytes(own.extraInfo().text())
            .toByteArray();
    takeUpload(both)
        .whenComplete(
            (verdict, failure) -> {
              if (failure != null) {
                log.error("Bug: taking our own descriptor", failure);
              } else if (verdict.kind() == UploadVerdict.Kind.REFUSED) {
                log.warn(
                    "We would refuse our own descriptor ({}): check Address", verdict.reason());
              }
            });
    later(() -> observation.own(own.descriptor().identity()));
    published.update(old -> old.withOwn(own.descriptor(), own.extraInfo()));
  }

  /** Reads {@code approved-routers} again; where that fails, the old rules hold. Any thread. */
  public void rule(AddressRules addresses) {
    uploads.rule(addresses);
  }

  /**
   * Votes with these keys from the next round on. Any thread.
   *
   * @throws IllegalArgumentException when they are another authority's
   */
  public void renew(AuthorityKeys keys) {
    if (!keys.identity().equals(identity)) {
      throw new IllegalArgumentException("keys of another authority");
    }
    try {
      serial.execute(() -> election.renew(keys));
    } catch (RejectedExecutionException e) {
      log.warn("No time for other keys: the old ones hold; send SIGHUP again");
    }
  }

  /** Looks for a consensus that others have, then takes part in voting. */
  public CompletionStage<Void> start() {
    return begin(() -> election.start(clock.instant()));
  }

  /** The same, at other times than those of the settings. */
  public CompletionStage<Void> start(VotingTiming timing) {
    return begin(() -> election.start(clock.instant(), timing));
  }

  private CompletionStage<Void> begin(Runnable first) {
    CompletableFuture<Void> found = peers.findConsensus().toCompletableFuture();
    // Whoever is silent keeps nobody from voting; what comes later is taken all the same.
    Future<?> patience = loop.schedule(() -> found.complete(null), START_SECONDS, TimeUnit.SECONDS);
    return found
        .whenComplete((done, failure) -> patience.cancel(false))
        .handleAsync(
            (done, failure) -> {
              if (!closed) {
                observation.begin(relays.newest(), clock.instant());
                observation.measure(clock.instant());
                routes.publish(observation.bandwidthFile());
                first.run();
                started = true;
                step();
                timer.sweep(sweepPeriod, () -> later(() -> observation.sweep(relays.newest())));
              }
              return null;
            },
            serial);
  }

  /** On the prober's thread. */
  private void reached(RsaIdentity relay, InetSocketAddress address) {
    later(() -> observation.reached(relay, address, clock.instant()));
  }

  /** As a task of the election; where that has no room, what is only a test is left. */
  private void later(Runnable task) {
    try {
      serial.execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("No room for what was seen of a relay, or the end has come");
    }
  }

  /**
   * Takes part in nothing any more, and writes down what it saw; waits some seconds. Its sockets
   * are its owner's to close.
   */
  @Override
  public void close() {
    closed = true;
    timer.close();
    try {
      CompletableFuture.runAsync(this::keepAtTheEnd, serial).get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
      log.warn("Closing without writing down what was seen of relays since a minute ago");
    }
  }

  private void keepAtTheEnd() {
    if (started) {
      observation.write(clock.instant());
    }
  }

  /** Whatever happens in it, the next one comes. */
  private void step() {
    assert serial.isInside();
    if (closed) {
      return;
    }
    try {
      Map<Flavour, Consensus> before = election.published();
      election.act(clock.instant());
      exported.write(election.agreed());
      relays.forgetBefore(clock.instant());
      publish(before);
      observation.keep(relays.newest(), clock.instant());
    } finally {
      timer.at(election.due());
    }
  }

  /** Shows what changed. */
  private void publish(Map<Flavour, Consensus> before) {
    routes.publish(election.bulletin());
    routes.publish(election.keys().certificate());
    List<Documents.ServedConsensus> fresh = new ArrayList<>();
    for (Consensus each : election.published().values()) {
      if (before.get(each.flavour()) != each) {
        fresh.add(Documents.ServedConsensus.of(each));
      }
    }
    published.update(
        old -> {
          Documents next =
              old.withCertificates(election.certificates())
                  .withMicrodescriptors(microdescriptors.all());
          for (Documents.ServedConsensus each : fresh) {
            next = next.with(each);
          }
          return next;
        });
    fresh.forEach(diffs::lead);
    fresh.forEach(each -> consensusLog.add(each.consensus()));
    election.takeContradictions().forEach(consensusLog::add);
    routes.publishLog(consensusLog.text());
    for (Documents.ServedConsensus each : fresh) {
      observation.learn(each.consensus());
      watch.consensusServed(each.consensus());
      listener.accept(each.consensus());
    }
  }

  private Vote vote(
      Instant now, Lifetime lifetime, VotingDelay delay, SharedRandomness randomness) {
    Consensus latest = election.published().get(Flavour.NS);
    observation.measure(now);
    routes.publish(observation.bandwidthFile());
    List<ObservedRelay> observed = observation.observe(relays.newest(), relays.rules(), now);
    Ballot ballot =
        builder
            .with(election.keys())
            .build(observed, observation.watch(now, latest), lifetime, delay, randomness);
    microdescriptors.voted(ballot.microdescriptors(), now);
    return ballot.vote();
  }

  private CompletionStage<Answer> take(AuthorityRoutes.Posted posted) {
    return switch (posted.path()) {
      case AuthorityRoutes.POST_VOTE ->
          takeVotes(posted.body(), clock.instant()).thenApply(DirectoryAuthority::answer);
      case AuthorityRoutes.POST_SIGNATURES ->
          takeSignatures(posted.body()).thenApply(DirectoryAuthority::answer);
      default -> takeUpload(posted.body()).thenApply(DirectoryAuthority::answer);
    };
  }

  /** Takes descriptors, as they are uploaded to {@code /tor/}: one upload after the other. */
  public CompletionStage<UploadVerdict> takeUpload(byte[] body) {
    return uploads.take(body);
  }

  /** Other relays are known than before: those that are new are tested. */
  private void look() {
    later(() -> observation.look(relays.newest()));
  }

  /**
   * Takes votes.
   *
   * @param posted when they were posted to us, null where we asked for them
   */
  CompletionStage<Reply> takeVotes(byte[] body, @Nullable Instant posted) {
    return CompletableFuture.supplyAsync(() -> ReadVotes.of(body, electorate), documents)
        .thenApplyAsync(
            read -> {
              Reply worst = read.broken();
              for (ServedVote vote : read.votes()) {
                Reply reply = election.add(vote, posted);
                if (reply.isOk()) {
                  peers.fetchDescriptors(vote.vote(), relays);
                }
                worst = worst == null || worst.isOk() ? reply : worst;
              }
              routes.publish(election.bulletin());
              return worst == null ? ReadVotes.UNREADABLE : worst;
            },
            serial);
  }

  /** Takes detached signatures. */
  CompletionStage<Reply> takeSignatures(byte[] body) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            Reply reply = election.add(DetachedSignatures.read(body));
            exported.write(election.agreed());
            routes.publish(election.bulletin());
            return reply;
          } catch (DecodeException e) {
            return Reply.refused("Couldn't parse detached signatures.");
          }
        },
        serial);
  }

  /** Takes key certificates that we asked for. */
  CompletionStage<Void> takeCertificates(byte[] body) {
    return CompletableFuture.supplyAsync(() -> KeyCertificate.readAll(body).documents(), documents)
        .thenAcceptAsync(all -> all.forEach(election::remember), serial);
  }

  /** Takes a consensus that we asked for. */
  CompletionStage<Void> takeConsensus(byte[] body) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            Map<Flavour, Consensus> before = election.published();
            election.add(UnverifiedConsensus.read(body), clock.instant());
            publish(before);
            if (started) {
              timer.at(election.act(clock.instant()));
            }
          } catch (DecodeException e) {
            // Whoever gave it to us has none; the others were asked too.
          }
        },
        serial);
  }

  private static Answer answer(Reply reply) {
    return Answer.status(reply.status(), reply.reason());
  }

  private static Answer answer(UploadVerdict verdict) {
    boolean notNew = verdict.kind() == UploadVerdict.Kind.NOT_NEW;
    List<String> headers = notNew ? List.of("X-Descriptor-Not-New: Yes") : List.of();
    return new Answer.Status(verdict.status(), verdict.reason(), headers);
  }
}
