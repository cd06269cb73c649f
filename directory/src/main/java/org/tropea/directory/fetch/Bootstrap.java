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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.document.SignatureCheck;
import org.tropea.directory.document.SigningKeyId;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Position;
import org.tropea.directory.network.ProtocolWatch;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.RelaySelector;
import org.tropea.directory.store.DocumentStore;

/**
 * Learns what the network is, and keeps knowing it (dir-spec 5, rows P01 to P04 in first form).
 *
 * <p>From disk what is there, then whatever is missing next: a consensus, certificates to check it
 * by, microdescriptors. Caches are asked first, authorities only while no cache is known or none
 * answers; every failure makes the next try wait longer. Confined to the loop of its tunnel, except
 * for reading, verifying and writing, which the {@code documents} executor does.
 */
public final class Bootstrap {
  private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);
  private static final int CACHE_TRIES = 2;

  private final Settings settings;
  private final DirectoryTunnel tunnel;
  private final EventLoop loop;
  private final Holdings holdings;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Listener listener;
  private final RetryDelay delay;
  private final ProtocolWatch protocols = new ProtocolWatch(ProtocolWatch.Side.CLIENT);
  private @Nullable NetworkView view;
  private @Nullable UnverifiedConsensus unverified;
  private List<SigningKeyId> missingKeys = List.of();
  private final int firstAuthority;
  private @Nullable DirectorySource lastAsked;
  private int failures;
  private int failuresInARow;
  private boolean refreshDue;
  private boolean closed;

  /**
   * Whom to believe and how much to know.
   *
   * @param pathsNeeded share of all paths to know before circuits are built; 0 for the network's
   *     own
   */
  public record Settings(List<Authority> authorities, double pathsNeeded) {
    /** Keeps its own copy. */
    public Settings {
      authorities = List.copyOf(authorities);
    }

    List<RsaIdentity> identities() {
      return authorities.stream().map(Authority::v3Identity).filter(Objects::nonNull).toList();
    }
  }

  /** Hears of progress, on the loop. */
  public interface Listener {
    /** A step was reached; steps can come again. */
    void phase(BootstrapPhase phase);

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
      Listener listener) {
    this.settings = settings;
    this.tunnel = tunnel;
    this.loop = tunnel.loop();
    this.holdings = new Holdings(settings.identities(), store);
    this.clock = clock;
    this.random = random;
    this.listener = listener;
    this.delay = new RetryDelay(random);
    this.firstAuthority = random.nextInt(Math.max(1, settings.authorities().size()));
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

  /** Ends it. */
  public void close() {
    closed = true;
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
      fetchMicrodescriptors(current);
    } else {
      offLoop(
          () -> {
            holdings.rewriteMicrodescriptors(current);
            return current;
          },
          written -> scheduleRefresh(written.consensus()));
    }
  }

  private void scheduleRefresh(Consensus consensus) {
    Instant when = ConsensusSchedule.next(consensus.lifetime(), random);
    long millis = Math.max(0, Duration.between(clock.instant(), when).toMillis());
    log.trace("The next consensus will be fetched in {} s", millis / 1000);
    loop.schedule(
        () -> {
          refreshDue = true;
          step();
        },
        millis,
        TimeUnit.MILLISECONDS);
  }

  private void fetchConsensus() {
    DirectoryRequest request = DirectoryRequest.consensus(settings.identities());
    NetworkView current = view;
    if (current != null) {
      request = request.ifModifiedSince(current.consensus().lifetime().modifiedSince());
    }
    ask(request, "consensus", body -> offLoop(() -> UnverifiedConsensus.read(body), this::verify));
  }

  private void verify(UnverifiedConsensus consensus) {
    listener.phase(BootstrapPhase.LOADING_KEYS);
    offLoop(
        () -> holdings.check(consensus, clock.instant()),
        check -> {
          unverified = null;
          if (check instanceof SignatureCheck.Enough enough) {
            accept(enough.consensus());
          } else if (check instanceof SignatureCheck.NotEnough notEnough) {
            wantKeys(consensus, notEnough);
          }
        });
  }

  private void wantKeys(UnverifiedConsensus consensus, SignatureCheck.NotEnough check) {
    boolean newKeys = !check.missing().isEmpty() && !check.missing().equals(missingKeys);
    missingKeys = check.missing();
    if (check.mayBecomeEnough() && newKeys) {
      unverified = consensus;
      step();
    } else {
      missingKeys = List.of();
      failed("the consensus is not believed: " + check.describe());
    }
  }

  private void fetchCertificates(UnverifiedConsensus waiting) {
    ask(
        DirectoryRequest.certificatesByKey(missingKeys),
        "key certificates",
        body -> offLoop(() -> holdings.addCertificates(body), added -> verify(waiting)));
  }

  private void accept(Consensus consensus) {
    missingKeys = List.of();
    NetworkView current = view;
    if (!consensus.lifetime().isReasonablyLive(clock.instant())) {
      failed("the consensus is of another time than this machine's clock");
      return;
    }
    if (current != null
        && !consensus
            .lifetime()
            .validAfter()
            .isAfter(current.consensus().lifetime().validAfter())) {
      failed("the directory has no newer consensus");
      return;
    }
    if (isObsolete(consensus)) {
      return;
    }
    delay.reset();
    failuresInARow = 0;
    refreshDue = false;
    NetworkView next =
        current == null ? NetworkView.of(consensus, List.of()) : current.with(consensus);
    offLoop(
        () -> {
          holdings.keep(next);
          return next;
        },
        kept -> {
          adopt(kept);
          step();
        });
  }

  private void adopt(NetworkView next) {
    view = next;
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
    delay.reset();
    failuresInARow = 0;
    NetworkView more = current.with(found);
    adopt(more);
    return more;
  }

  /** Asks the next source; what it answers goes to {@code use}, and no answer is a failure. */
  private void ask(DirectoryRequest request, String what, Consumer<byte[]> use) {
    DirectorySource source = source();
    if (source == null) {
      failed("no directory authority with an ORPort is configured");
      return;
    }
    lastAsked = source;
    tunnel
        .get(source, request, listener::phase)
        .addListener(
            (Future<DirectoryResponse> done) -> {
              if (!done.isSuccess()) {
                failed("the " + what + " could not be fetched: " + done.cause().getMessage());
              } else if (done.getNow() instanceof DirectoryResponse.Found found) {
                use.accept(found.body().toByteArray());
              } else {
                // A cache may lag behind; after at most two, it is an authority's turn.
                boolean lags =
                    source.onionKey() != null
                        && done.getNow() instanceof DirectoryResponse.NotFound;
                failed(
                    "a directory has not got the " + what + ": " + done.getNow(),
                    lags ? 0 : delay.next());
              }
            });
  }

  /** Whether the last request failed, and went there. */
  private boolean hasFailed(Relay relay) {
    DirectorySource last = lastAsked;
    return failuresInARow > 0
        && last != null
        && relay.target().rsaIdentity().equals(last.target().rsaIdentity());
  }

  private @Nullable DirectorySource source() {
    NetworkView current = view;
    if (current != null && failuresInARow < CACHE_TRIES) {
      Optional<DirectorySource> cache =
          new RelaySelector(current, random)
              .choose(Position.DIRECTORY, relay -> relay.has(RelayFlag.V2_DIR) && !hasFailed(relay))
              .map(DirectorySource::of);
      if (cache.isPresent()) {
        return cache.get();
      }
    }
    List<DirectorySource> authorities =
        settings.authorities().stream().map(DirectorySource::of).filter(Objects::nonNull).toList();
    // One that answers is kept; after a failure it is the next one's turn.
    return authorities.isEmpty()
        ? null
        : authorities.get((firstAuthority + failures) % authorities.size());
  }

  private void failed(String why) {
    failed(why, delay.next());
  }

  private void failed(String why, long millis) {
    if (closed) {
      return;
    }
    failuresInARow++;
    failures++;
    unverified = null;
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
    loop.schedule(this::step, millis, TimeUnit.MILLISECONDS);
  }

  /** Does {@code task} on the loop; one that has ended needs no results any more. */
  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      log.trace("Shutting down: a directory document is of no use any more");
    }
  }

  /** Does {@code work} on the documents executor and hands its result back to the loop. */
  private <T> void offLoop(Callable<T> work, Consumer<T> then) {
    try {
      tunnel
          .documents()
          .execute(
              () -> {
                try {
                  T result = work.call();
                  onLoop(() -> then.accept(result));
                } catch (DecodeException e) {
                  onLoop(() -> failed("a directory sent garbage: " + e.getMessage()));
                } catch (Exception e) {
                  log.error("Bug: reading a directory document", e);
                  onLoop(() -> failed("an internal error"));
                }
              });
    } catch (RejectedExecutionException e) {
      log.trace("Shutting down: a directory document is left unread");
    }
  }
}
