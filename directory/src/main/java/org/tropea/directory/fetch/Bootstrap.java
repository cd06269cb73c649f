package org.tropea.directory.fetch;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.SigningKeyId;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.FallbackDirectory;
import org.tropea.directory.network.NetworkFlow;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.ProtocolWatch;
import org.tropea.directory.store.DocumentStore;

/**
 * Learns what the network is, and keeps knowing it (dir-spec 5, rows P01 to P04 in first form).
 *
 * <p>From disk what is there, then whatever is missing next: a consensus, certificates to check it
 * by, microdescriptors. The first consensus is asked of several directories side by side ({@link
 * FirstConsensus}); from then on caches are asked, and {@link FirstDirectories} only where none of
 * them answers. Every failure makes the next try wait longer. Confined to the loop of its tunnel,
 * except for reading, verifying and writing, which the {@code documents} executor does.
 */
public final class Bootstrap {
  private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);
  private static final int CACHE_TRIES = 3;

  /** Whoever waits longer than this misses that the network is there again. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  /** The same where directories answer, and so know that there is a client. */
  private static final Duration LONGEST_POLITE_WAIT = Duration.ofHours(3);

  /** So many microdescriptors are worth a request at once; fewer wait, once there are enough. */
  private static final int WORTH_A_REQUEST = 16;

  private static final Duration WAIT_FOR_MORE = Duration.ofMinutes(10);

  private static final Duration HURRIED_EACH = Duration.ofMinutes(1);

  private static final String CERTIFICATES = "key certificates";

  private final Settings settings;
  private final DirectoryTunnel tunnel;
  private final EventLoop loop;
  private final Holdings holdings;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Listener listener;
  private final CacheChoice caches;
  private final RetryDelay delay;
  private final RetryDelay politeDelay;
  private final DocumentWork work;
  private final ProtocolWatch protocols = new ProtocolWatch(ProtocolWatch.Side.CLIENT);
  private @Nullable NetworkView view;
  private @Nullable UnverifiedConsensus unverified;
  private List<SigningKeyId> missingKeys = List.of();
  private final FirstDirectories directories;
  private @Nullable FirstConsensus first;

  /** Who gave the first consensus, until it is asked for certificates. */
  private @Nullable DirectorySource gave;

  private @Nullable RsaIdentity lastAsked;
  private int failuresInARow;
  private boolean answeredLast;
  private Instant askedForMicrodescriptors = Instant.MIN;
  private @Nullable Future<?> timer;
  private Instant hurried = Instant.MIN;
  private boolean waitsAfterFailure;
  private boolean refreshDue;
  private @Nullable Consensus refreshOf;
  private Instant refreshAt = Instant.MIN;
  private boolean closed;

  /**
   * Whom to believe and how much to know.
   *
   * @param fallbacks whom to ask for the first consensus, beside the authorities
   * @param pathsNeeded share of all paths to know before circuits are built; 0 for the network's
   *     own
   */
  public record Settings(
      List<Authority> authorities, List<FallbackDirectory> fallbacks, double pathsNeeded) {
    /** Keeps its own copies. */
    public Settings {
      authorities = List.copyOf(authorities);
      fallbacks = List.copyOf(fallbacks);
    }

    List<RsaIdentity> identities() {
      return authorities.stream().map(Authority::v3Identity).filter(Objects::nonNull).toList();
    }
  }

  /** Hears of progress, on the loop. */
  public interface Listener {
    /** A step was reached; steps can come again. */
    void phase(BootstrapPhase phase);

    /** This consensus is believed from now on. */
    void consensus(Consensus taken);

    /** A request brought nothing good, for this reason; the next one is made after the pause. */
    void failed(String why, Duration pause);

    /** The network as it is known now: enough to build circuits. */
    void network(NetworkView view);

    /** The network demands what this version does not speak; nothing more is done. */
    void obsolete(String why);
  }

  /** A bootstrap that has not begun. */
  public Bootstrap(
      Settings settings,
      DirectoryTunnel tunnel,
      DocumentStore store,
      InstantSource clock,
      SecureRandom random,
      CacheChoice caches,
      Listener listener) {
    this.settings = settings;
    this.tunnel = tunnel;
    this.loop = tunnel.loop();
    this.holdings = new Holdings(settings.identities(), store);
    this.clock = clock;
    this.random = random;
    this.caches = caches;
    this.listener = listener;
    this.delay = new RetryDelay(random, LONGEST_WAIT.toMillis());
    this.politeDelay = new RetryDelay(random, LONGEST_POLITE_WAIT.toMillis());
    this.work = new DocumentWork(loop, tunnel.documents(), this::failed);
    this.directories =
        new FirstDirectories(settings.authorities(), settings.fallbacks(), clock, random);
  }

  /** Begins; goes on until closed. */
  public void start() {
    assert loop.inEventLoop();
    offLoop(
        () -> Optional.ofNullable(holdings.load(clock.instant())),
        loaded -> {
          if (loaded.isEmpty() || !isObsolete(loaded.get().consensus())) {
            loaded.ifPresent(this::adopt);
            step();
          }
        });
  }

  private boolean isObsolete(Consensus consensus) {
    Optional<String> why = protocols.obstacle(consensus);
    if (why.isPresent()) {
      close();
      listener.obsolete(why.get());
    }
    return why.isPresent();
  }

  /** Ends it; on the loop. */
  public void close() {
    closed = true;
    cancelTimer();
    endFirst();
  }

  private void endFirst() {
    FirstConsensus begun = first;
    if (begun != null) {
      first = null;
      begun.end();
    }
  }

  /**
   * Something works again, such as a stream: tries at once what failed and waits to be tried again,
   * but once a minute at most. On the loop.
   */
  public void hurry() {
    assert loop.inEventLoop();
    Instant now = clock.instant();
    if (waitsAfterFailure && !closed && !now.isBefore(hurried.plus(HURRIED_EACH))) {
      hurried = now;
      resetDelays();
      FirstConsensus begun = first;
      if (begun != null) {
        begun.hurry();
      } else {
        later(0, this::step);
      }
    }
  }

  /** In the place of what was to be done later before. */
  private void later(long millis, Runnable task) {
    cancelTimer();
    timer =
        loop.schedule(
            work.guarded(
                () -> {
                  waitsAfterFailure = false;
                  task.run();
                }),
            millis,
            TimeUnit.MILLISECONDS);
  }

  private void resetDelays() {
    delay.reset();
    politeDelay.reset();
  }

  private void cancelTimer() {
    Future<?> pending = timer;
    if (pending != null) {
      pending.cancel(false);
      timer = null;
    }
    waitsAfterFailure = false;
  }

  /** Does what is missing next. */
  private void step() {
    if (closed) {
      return;
    }
    NetworkView current = view;
    if (unverified != null) {
      fetchCertificates(unverified);
    } else if (current == null
        || refreshDue
        || !current.consensus().lifetime().isLive(clock.instant())) {
      fetchConsensus();
    } else if (!current.missingMicrodescriptors().isEmpty()) {
      fetchMicrodescriptorsOrWait(current);
    } else {
      offLoop(
          () -> {
            holdings.rewriteMicrodescriptors(current, clock.instant());
            return current;
          },
          written -> scheduleRefresh(written.consensus()));
    }
  }

  private void scheduleRefresh(Consensus consensus) {
    Instant when = refresh(consensus);
    long millis = Math.max(0, Duration.between(clock.instant(), when).toMillis());
    log.trace("The next consensus will be fetched in {} s", millis / 1000);
    later(
        millis,
        () -> {
          refreshDue = true;
          step();
        });
  }

  /** Drawn once for each consensus, as C tor draws it. */
  private Instant refresh(Consensus consensus) {
    if (refreshOf != consensus) {
      refreshOf = consensus;
      refreshAt = ConsensusSchedule.next(consensus.lifetime(), random);
    }
    return refreshAt;
  }

  /** Few of them wait for more, unless the next consensus comes before. */
  private void fetchMicrodescriptorsOrWait(NetworkView current) {
    Instant now = clock.instant();
    Instant when = askedForMicrodescriptors.plus(WAIT_FOR_MORE);
    Instant refresh = refresh(current.consensus());
    if (current.missingMicrodescriptors().size() >= WORTH_A_REQUEST
        || !isEnough(current)
        || !when.isAfter(now)) {
      askedForMicrodescriptors = now;
      fetchMicrodescriptors(current);
    } else if (refresh.isBefore(when)) {
      scheduleRefresh(current.consensus());
    } else {
      later(Duration.between(now, when).toMillis(), this::step);
    }
  }

  private void fetchConsensus() {
    if (view == null || !view.consensus().lifetime().isReasonablyLive(clock.instant())) {
      fetchFirstConsensus();
      return;
    }
    ConsensusQuestion question = consensusQuestion();
    ask(question.request(), "consensus", question.use());
  }

  private void fetchFirstConsensus() {
    if (directories.isEmpty()) {
      failed("no directory authority with an ORPort is configured");
      return;
    }
    endFirst();
    FirstConsensus begun =
        new FirstConsensus(
            loop,
            directories,
            random,
            LONGEST_WAIT.toMillis(),
            new FirstConsensus.Asking() {
              @Override
              public Future<DirectoryResponse> ask(
                  DirectorySource source, Consumer<BootstrapPhase> progress) {
                waitsAfterFailure = false;
                return tunnel.get(
                    source,
                    consensusQuestion().request(),
                    phase -> {
                      progress.accept(phase);
                      listener.phase(phase);
                    });
              }

              @Override
              public void done(DirectorySource source, Future<DirectoryResponse> answer) {
                lastAsked = source.target().rsaIdentity();
                gave = answer.isSuccess() ? source : gave;
                directories.tried(lastAsked, answer.isSuccess());
                work.guarded(() -> answered(false, "consensus", answer, consensusQuestion().use()))
                    .run();
              }
            });
    first = begun;
    begun.start();
  }

  /** What is asked for, and what becomes of the answer. */
  private record ConsensusQuestion(DirectoryRequest request, Consumer<byte[]> use) {}

  private ConsensusQuestion consensusQuestion() {
    DirectoryRequest request = DirectoryRequest.consensus(settings.identities());
    NetworkView current = view;
    if (current != null) {
      request = ConsensusSchedule.newerThan(current, request, clock.instant());
    }
    Consensus base = request.diffFrom() == null || current == null ? null : current.consensus();
    return new ConsensusQuestion(
        request,
        body -> offLoop(() -> ConsensusIntake.read(body, base, Flavour.MICRODESC), this::verify));
  }

  private void verify(UnverifiedConsensus read) {
    listener.phase(BootstrapPhase.LOADING_KEYS);
    Consensus current = view == null ? null : view.consensus();
    offLoop(
        () -> holdings.judge(read, current, clock.instant()),
        verdict -> {
          unverified = null;
          if (verdict instanceof ConsensusIntake.Verdict.Taken taken) {
            accept(taken.consensus());
          } else if (verdict instanceof ConsensusIntake.Verdict.KeysMissing missing) {
            wantKeys(missing);
          } else if (verdict instanceof ConsensusIntake.Verdict.Refused refused) {
            missingKeys = List.of();
            failed(refused.why());
          }
        });
  }

  /** Asks for keys, but not for the same ones twice. */
  private void wantKeys(ConsensusIntake.Verdict.KeysMissing verdict) {
    if (!verdict.keys().equals(missingKeys)) {
      missingKeys = verdict.keys();
      unverified = verdict.consensus();
      endFirst();
      step();
    } else {
      missingKeys = List.of();
      failed(verdict.why());
    }
  }

  /** Of whom the first consensus came from, as C tor: others may be gone. Later of any. */
  private void fetchCertificates(UnverifiedConsensus waiting) {
    DirectoryRequest request = DirectoryRequest.certificatesByKey(missingKeys);
    Consumer<byte[]> use =
        body -> offLoop(() -> holdings.addCertificates(body), added -> verify(waiting));
    DirectorySource source = gave;
    gave = null;
    if (source == null) {
      ask(request, CERTIFICATES, use);
    } else {
      ask(source, null, request, CERTIFICATES, use);
    }
  }

  private void accept(Consensus consensus) {
    missingKeys = List.of();
    endFirst();
    NetworkView current = view;
    if (isObsolete(consensus)) {
      return;
    }
    resetDelays();
    failuresInARow = 0;
    refreshDue = false;
    NetworkView next =
        current == null ? NetworkView.of(consensus, List.of()) : current.with(consensus);
    offLoop(
        () -> {
          holdings.keep(next);
          return holdings.recall(next);
        },
        kept -> {
          adopt(kept);
          step();
        });
  }

  private void adopt(NetworkView next) {
    NetworkView before = view;
    view = next;
    tunnel.use(NetworkFlow.atOrigin(next.parameters()));
    if (before == null || before.consensus() != next.consensus()) {
      listener.consensus(next.consensus());
    }
    if (isEnough(next)) {
      listener.phase(BootstrapPhase.ENOUGH_DIRINFO);
      listener.network(next);
    }
  }

  private boolean isEnough(NetworkView next) {
    return settings.pathsNeeded() > 0
        ? next.usablePaths().fraction() >= settings.pathsNeeded()
        : next.usablePaths().isEnough(next.parameters());
  }

  private void fetchMicrodescriptors(NetworkView current) {
    listener.phase(BootstrapPhase.REQUESTING_DESCRIPTORS);
    List<DirectoryRequest> requests =
        DirectoryRequest.microdescriptors(current.missingMicrodescriptors());
    // One after the other: the first reply that brings nothing ends the round.
    fetchMicrodescriptors(current, new ArrayList<>(requests));
  }

  private void fetchMicrodescriptors(NetworkView current, List<DirectoryRequest> left) {
    if (left.isEmpty()) {
      step();
      return;
    }
    ask(
        left.remove(0),
        "microdescriptors",
        body ->
            offLoop(
                () -> holdings.addMicrodescriptors(body, current),
                found -> {
                  if (found.isEmpty()) {
                    failed("the directory sent none of the microdescriptors asked for");
                    return;
                  }
                  listener.phase(BootstrapPhase.LOADING_DESCRIPTORS);
                  NetworkView more = withMore(current, found);
                  fetchMicrodescriptors(more, left);
                }));
  }

  private NetworkView withMore(NetworkView current, List<Microdescriptor> found) {
    resetDelays();
    failuresInARow = 0;
    NetworkView more = current.with(found);
    adopt(more);
    return more;
  }

  /** Asks the next source; what it answers goes to {@code use}, and no answer is a failure. */
  private void ask(DirectoryRequest request, String what, Consumer<byte[]> use) {
    CacheChoice.Chosen cache = cache();
    DirectorySource source =
        cache == null
            ? directories.any(avoided()).orElse(null)
            : DirectorySource.of(cache.relay(), Objects.requireNonNull(view));
    if (source == null) {
      failed("no directory authority with an ORPort is configured");
      return;
    }
    ask(source, cache, request, what, use);
  }

  private void ask(
      DirectorySource source,
      CacheChoice.@Nullable Chosen cache,
      DirectoryRequest request,
      String what,
      Consumer<byte[]> use) {
    lastAsked = source.target().rsaIdentity();
    tunnel
        .get(source, request, listener::phase)
        .addListener(
            (Future<DirectoryResponse> done) ->
                work.guarded(
                        () -> {
                          if (cache != null) {
                            note(cache, done);
                          } else {
                            directories.tried(source.target().rsaIdentity(), done.isSuccess());
                          }
                          answered(cache != null, what, done, use);
                        })
                    .run());
  }

  private static void note(CacheChoice.Chosen cache, Future<DirectoryResponse> done) {
    if (done.isSuccess()) {
      cache.answered();
    } else if (done.cause() instanceof DirectoryException failure
        && failure.kind() == DirectoryException.Kind.UNREACHABLE) {
      cache.unreachable();
    } else {
      cache.silent();
    }
  }

  private void answered(
      boolean byCache, String what, Future<DirectoryResponse> done, Consumer<byte[]> use) {
    if (closed) {
      return;
    }
    answeredLast = done.isSuccess();
    if (!done.isSuccess()) {
      failed("the " + what + " could not be fetched: " + done.cause().getMessage());
    } else if (done.getNow() instanceof DirectoryResponse.Found found) {
      use.accept(found.body().toByteArray());
    } else {
      RsaIdentity asked = lastAsked;
      if (done.getNow() instanceof DirectoryResponse.Busy && asked != null) {
        directories.busy(asked);
      }
      // A cache may lag behind, so the next one is asked at once; after those others have a turn.
      boolean lags = byCache && done.getNow() instanceof DirectoryResponse.NotFound;
      failed(
          "asked for the " + what + ", a directory " + done.getNow().words(),
          lags ? 0 : nextWait());
    }
  }

  private long nextWait() {
    return (answeredLast ? politeDelay : delay).next();
  }

  /** Whoever did not give what it was asked for last. */
  private Set<RsaIdentity> avoided() {
    RsaIdentity last = lastAsked;
    return failuresInARow > 0 && last != null ? Set.of(last) : Set.of();
  }

  /** As many caches as there are guards for it, then another, and again: someone is found. */
  private CacheChoice.@Nullable Chosen cache() {
    NetworkView current = view;
    if (current == null || failuresInARow % (CACHE_TRIES + 1) >= CACHE_TRIES) {
      return null;
    }
    return caches.next(current, avoided()).orElse(null);
  }

  private void failed(String why) {
    failed(why, nextWait());
  }

  private void failed(String why, long millis) {
    if (closed) {
      return;
    }
    failuresInARow++;
    unverified = null;
    FirstConsensus begun = first;
    if (begun != null) {
      failedFirst(begun, why);
      return;
    }
    NetworkView current = view;
    if (current == null || current.consensus().lifetime().isLive(clock.instant())) {
      log.warn("Learning the network: {}; trying again in {} ms", why, millis);
    } else {
      log.warn(
          "Learning the network: {}; keeping the consensus that was valid until {}, trying again in"
              + " {} ms",
          why,
          current.consensus().lifetime().validUntil(),
          millis);
    }
    later(millis, this::step);
    waitsAfterFailure = true;
    listener.failed(why, Duration.ofMillis(millis));
  }

  /** Others are asked or will be: its own schedules go on. */
  private void failedFirst(FirstConsensus begun, String why) {
    waitsAfterFailure = !begun.isAsking();
    Duration pause = begun.isAsking() ? Duration.ZERO : begun.untilNext();
    log.warn("Learning the network: {}; the next is asked in {} ms", why, pause.toMillis());
    listener.failed(why, pause);
  }

  /** Does {@code task} on the documents executor and hands its result back to the loop. */
  private <T> void offLoop(Callable<T> task, Consumer<T> then) {
    work.run(
        task,
        result -> {
          if (!closed) {
            then.accept(result);
          }
        });
  }
}
