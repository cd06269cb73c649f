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
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.FallbackDirectory;
import org.tropea.directory.network.NetworkFlow;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.ProtocolWatch;
import org.tropea.directory.network.ReachableAddresses;
import org.tropea.directory.store.DocumentStore;

/**
 * Learns what the network is, and keeps knowing it (dir-spec 5, rows P01 to P04 in first form).
 *
 * <p>From disk what is there, then whatever is missing next: a consensus with certificates to check
 * it by ({@link ConsensusFetch}), microdescriptors. Who is asked is for {@link DirectoryTurns}.
 * Every failure makes the next try wait longer. Confined to the loop of its tunnel, except for
 * reading, verifying and writing, which the {@code documents} executor does.
 */
public final class Bootstrap {
  private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);

  /** So many microdescriptors are worth a request at once; fewer wait, once there are enough. */
  private static final int WORTH_A_REQUEST = 16;

  private static final Duration WAIT_FOR_MORE = Duration.ofMinutes(10);

  private static final Duration HURRIED_EACH = Duration.ofMinutes(1);

  private final Settings settings;
  private final DirectoryTunnel tunnel;
  private final EventLoop loop;
  private final Holdings holdings;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Listener listener;
  private final DocumentWork work;
  private final DirectoryTurns turns;
  private final ConsensusFetch consensuses;
  private final ProtocolWatch protocols = new ProtocolWatch(ProtocolWatch.Side.CLIENT);
  private @Nullable NetworkView view;
  private Instant askedForMicrodescriptors = Instant.MIN;
  private @Nullable Future<?> timer;
  private Instant hurried = Instant.MIN;
  private boolean waitsAfterFailure;
  private boolean refreshDue;
  private @Nullable Consensus refreshOf;
  private Instant refreshAt = Instant.MIN;
  private boolean resting;
  private boolean closed;

  /**
   * Whom to believe and how much to know.
   *
   * @param fallbacks whom to ask for the first consensus, beside the authorities
   * @param pathsNeeded share of all paths to know before circuits are built; 0 for the network's
   *     own
   * @param reachable which directories can be connected to
   */
  public record Settings(
      List<Authority> authorities,
      List<FallbackDirectory> fallbacks,
      double pathsNeeded,
      ReachableAddresses reachable) {
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
    this.listener = listener;
    this.work = new DocumentWork(loop, tunnel.documents(), this::failed);
    Fetching fetching = new Fetching(tunnel, holdings, work, clock, random);
    FirstDirectories directories =
        new FirstDirectories(
            settings.reachable().authorities(settings.authorities()),
            settings.reachable().fallbacks(settings.fallbacks()),
            clock,
            random);
    this.turns = new DirectoryTurns(fetching, directories, caches, new Asked());
    this.consensuses =
        new ConsensusFetch(
            fetching, settings.identities(), directories, turns, new WantedConsensus());
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
    turns.close();
    consensuses.close();
  }

  /** Asks for nothing more; what it has asked for is still taken. On the loop. */
  public void rest() {
    assert loop.inEventLoop();
    resting = true;
    cancelTimer();
    consensuses.rest();
  }

  /** Goes on after it rested: does at once what is due. On the loop. */
  public void goOn() {
    assert loop.inEventLoop();
    if (resting && !closed) {
      resting = false;
      later(0, this::step);
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
      turns.hurry();
      FirstConsensus begun = consensuses.first();
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
    if (closed || resting) {
      return;
    }
    NetworkView current = view;
    if (current == null
        || consensuses.isUnverified()
        || refreshDue
        || !current.consensus().lifetime().isLive(clock.instant())) {
      consensuses.fetch();
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

  /** What becomes of requests. */
  private final class Asked implements DirectoryTurns.Asker {
    @Override
    public void phase(BootstrapPhase phase) {
      listener.phase(phase);
    }

    @Override
    public void failed(String why, long millis) {
      Bootstrap.this.failed(why, millis);
    }
  }

  /** What becomes of consensuses. */
  private final class WantedConsensus implements ConsensusFetch.Fetcher {
    @Override
    public @Nullable NetworkView view() {
      return view;
    }

    @Override
    public void phase(BootstrapPhase phase) {
      listener.phase(phase);
    }

    @Override
    public void asksFirst() {
      waitsAfterFailure = false;
    }

    @Override
    public void wantsKeys() {
      step();
    }

    @Override
    public void taken(Consensus consensus) {
      accept(consensus);
    }

    @Override
    public void failed(String why) {
      Bootstrap.this.failed(why);
    }
  }

  private void accept(Consensus consensus) {
    NetworkView current = view;
    if (isObsolete(consensus)) {
      return;
    }
    turns.succeeded();
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
    DirectoryRequest request = left.remove(0);
    turns.ask(
        new DirectoryTurns.Question(
            request,
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
                    })),
        view);
  }

  private NetworkView withMore(NetworkView current, List<Microdescriptor> found) {
    turns.succeeded();
    NetworkView more = current.with(found);
    adopt(more);
    return more;
  }

  private void failed(String why) {
    failed(why, turns.waitAfterFailure());
  }

  private void failed(String why, long millis) {
    if (closed) {
      return;
    }
    turns.failed();
    consensuses.failed();
    FirstConsensus begun = consensuses.first();
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
