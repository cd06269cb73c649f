package org.tropea.relay.cache;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.document.UnverifiedRouterDescriptor;
import org.tropea.directory.fetch.ConsensusIntake;
import org.tropea.directory.fetch.ConsensusSchedule;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.fetch.DirectoryRequest;
import org.tropea.directory.fetch.DirectoryResponse;
import org.tropea.directory.fetch.DocumentWork;
import org.tropea.directory.fetch.RetryDelay;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.Parameters;
import org.tropea.directory.network.Relay;
import org.tropea.directory.serve.ConsensusDiffs;
import org.tropea.directory.serve.DocumentRoutes;
import org.tropea.directory.serve.Documents;
import org.tropea.directory.serve.Documents.ServedConsensus;

/**
 * Keeps what a cache serves: both consensuses, certificates, microdescriptors and descriptors, from
 * the authorities' DirPorts (rows K02 and K07). Confined to the loop of its port, except for
 * reading, verifying and packing, which the {@code documents} executor does.
 */
public final class DirectoryMirror {
  private static final Logger log = LoggerFactory.getLogger(DirectoryMirror.class);

  private final List<Authority> authorities;
  private final DirectoryPort port;
  private final EventLoop loop;
  private final DocumentWork work;
  private final ConsensusIntake intake;
  private final DocumentRoutes routes;
  private final ConsensusDiffs diffs;
  private final Curve25519 curve;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Consumer<Consensus> listener;
  private final RetryDelay delay;
  private final MirrorHoldings holdings = new MirrorHoldings();
  private final Set<Flavour> due = EnumSet.allOf(Flavour.class);
  private final Set<Bytes> askedInVain = new HashSet<>();
  private final Promise<Void> filled;
  private volatile Map<RsaIdentity, Ed25519Identity> identities = Map.of();
  private Instant nextConsensus = Instant.MAX;
  private @Nullable Future<?> waiting;
  private @Nullable Authority failing;
  private boolean hurried;
  private boolean closed;

  /** Whom to ask, how, and where to publish. */
  public record Settings(
      List<Authority> authorities,
      DirectoryPort port,
      Executor documents,
      DocumentRoutes routes,
      Curve25519 curve) {
    /** Keeps its own copy. */
    public Settings {
      authorities = List.copyOf(authorities);
    }
  }

  /** A mirror that has nothing yet; {@code listener} hears of each new consensus, on the loop. */
  public DirectoryMirror(
      Settings settings, InstantSource clock, SecureRandom random, Consumer<Consensus> listener) {
    this.authorities = settings.authorities();
    this.port = settings.port();
    this.loop = port.loop();
    this.work = new DocumentWork(loop, settings.documents(), this::failed);
    this.intake = new ConsensusIntake(identities());
    this.routes = settings.routes();
    this.diffs = new ConsensusDiffs(loop, settings.documents(), routes);
    this.curve = settings.curve();
    this.clock = clock;
    this.random = random;
    this.listener = listener;
    this.delay = new RetryDelay(random);
    this.filled = loop.newPromise();
  }

  /** Begins; goes on until closed. Any thread. */
  public void start() {
    work.onLoop(work.guarded(this::step));
  }

  /**
   * Done when it has both consensuses and all that they list, for the first time; cancelled when it
   * is closed before.
   */
  public Future<Void> filled() {
    return filled;
  }

  /** The relays that a circuit could be built by now. On the loop. */
  public List<Relay> relays() {
    return holdings.relays();
  }

  /** Does what it waits to do, be it to try again after a failure, at once. Any thread. */
  public void hurry() {
    work.onLoop(
        () -> {
          Future<?> timer = waiting;
          if (timer == null) {
            // An answer is on its way that may be of the time before.
            hurried = true;
          } else if (timer.cancel(false)) {
            waiting = null;
            delay.reset();
            work.guarded(this::step).run();
          }
        });
  }

  /** Ends it. Any thread. */
  public void close() {
    work.onLoop(
        () -> {
          closed = true;
          Future<?> timer = waiting;
          if (timer != null) {
            timer.cancel(false);
            waiting = null;
          }
          filled.cancel(false);
        });
  }

  /** Does what is missing next: first of all what clients need to begin with. */
  private void step() {
    if (closed) {
      return;
    }
    if (!clock.instant().isBefore(nextConsensus)) {
      nextConsensus = Instant.MAX;
      due.addAll(List.of(Flavour.values()));
    }
    if (!holdings.hasCertificates()) {
      ask(
          DirectoryRequest.certificates(identities()),
          "key certificates",
          body -> addCertificates(body, this::step));
    } else if (!doNext(Flavour.MICRODESC) && !doNext(Flavour.NS)) {
      rest();
    }
  }

  /** Fetches a consensus, or what it lists; false where all of it is here. */
  private boolean doNext(Flavour flavour) {
    if (due.contains(flavour)) {
      fetchConsensus(flavour);
      return true;
    }
    Set<Bytes> missing = holdings.missing(flavour);
    missing.removeAll(askedInVain);
    if (!missing.isEmpty()) {
      fetchListed(flavour, missing);
    }
    return !missing.isEmpty();
  }

  private List<RsaIdentity> identities() {
    return authorities.stream().map(Authority::v3Identity).filter(Objects::nonNull).toList();
  }

  /** Waits for the next consensus, or to ask again for what nobody had. */
  private void rest() {
    long millis = Duration.between(clock.instant(), nextConsensus).toMillis();
    if (!askedInVain.isEmpty()) {
      log.debug("Of the documents listed, {} could not be fetched yet", askedInVain.size());
      askedInVain.clear();
      millis = Math.min(millis, delay.next());
    } else {
      filled.trySuccess(null);
    }
    later(Math.max(1, millis), this::step);
  }

  private void fetchConsensus(Flavour flavour) {
    DirectoryRequest request = DirectoryRequest.consensus(flavour, identities());
    Consensus current = holdings.consensus(flavour);
    if (current != null) {
      Parameters parameters = new Parameters(current.parameters());
      request = ConsensusSchedule.newerThan(current, parameters, request, clock.instant());
    }
    ask(
        request,
        "consensus",
        body ->
            offLoop(() -> ConsensusIntake.read(body, current, flavour), read -> check(read, true)));
  }

  private void check(UnverifiedConsensus read, boolean mayFetchKeys) {
    List<KeyCertificate> known = List.copyOf(holdings.certificates());
    Consensus current = holdings.consensus(read.flavour());
    offLoop(
        () -> intake.judge(read, known, current, clock.instant()),
        verdict -> {
          if (verdict instanceof ConsensusIntake.Verdict.Taken taken) {
            accept(taken.consensus());
          } else if (verdict instanceof ConsensusIntake.Verdict.Refused refused) {
            failed(refused.why());
          } else if (verdict instanceof ConsensusIntake.Verdict.KeysMissing missing) {
            fetchKeys(missing, mayFetchKeys);
          }
        });
  }

  private void fetchKeys(ConsensusIntake.Verdict.KeysMissing missing, boolean mayFetchKeys) {
    if (mayFetchKeys) {
      ask(
          DirectoryRequest.certificatesByKey(missing.keys()),
          "key certificates",
          body -> addCertificates(body, () -> check(missing.consensus(), false)));
    } else {
      failed(missing.why());
    }
  }

  private void addCertificates(byte[] body, Runnable then) {
    offLoop(
        () -> KeyCertificate.readAll(body).documents(),
        read -> {
          holdings.addCertificates(
              read.stream().filter(each -> identities().contains(each.identity())).toList());
          if (!holdings.hasCertificates()) {
            failed("the directory has no certificate of our authorities");
            return;
          }
          routes.update(documents -> documents.withCertificates(holdings.certificates()));
          then.run();
        });
  }

  private void accept(Consensus consensus) {
    offLoop(
        () -> ServedConsensus.of(consensus),
        served -> {
          due.remove(consensus.flavour());
          askedInVain.clear();
          delay.reset();
          holdings.add(consensus, clock.instant());
          nextConsensus = MirrorSchedule.next(consensus.lifetime(), random);
          routes.update(documents -> documents.with(served));
          diffs.lead(served);
          listener.accept(consensus);
          step();
        });
  }

  private void fetchListed(Flavour flavour, Set<Bytes> missing) {
    Runnable inVain =
        () -> {
          askedInVain.addAll(missing);
          step();
        };
    if (flavour == Flavour.NS) {
      ask(
          DirectoryRequest.descriptors(missing).get(0),
          "descriptors",
          inVain,
          body -> offLoop(() -> read(body), this::addDescriptors));
    } else {
      ask(
          DirectoryRequest.microdescriptors(missing).get(0),
          "microdescriptors",
          inVain,
          body ->
              offLoop(() -> Microdescriptor.readAll(body).documents(), this::addMicrodescriptors));
    }
  }

  /** The Ed25519 identity in the descriptor of this relay; null where it has none. Any thread. */
  public @Nullable Ed25519Identity ed25519Identity(RsaIdentity relay) {
    return identities.get(relay);
  }

  private List<RouterDescriptor> read(byte[] body) {
    List<RouterDescriptor> good = new ArrayList<>();
    int bad = 0;
    for (UnverifiedRouterDescriptor each : UnverifiedRouterDescriptor.readAll(body).documents()) {
      try {
        good.add(each.verify(curve, clock.instant()));
      } catch (DecodeException e) {
        bad++;
      }
    }
    if (bad > 0) {
      log.debug("A directory sent {} bad descriptors", bad);
    }
    return good;
  }

  private void addDescriptors(List<RouterDescriptor> read) {
    int added = holdings.addDescriptors(read, clock.instant());
    if (added > 0) {
      delay.reset();
    } else {
      askedInVain.addAll(holdings.missing(Flavour.NS));
    }
    var all = holdings.descriptors();
    Map<RsaIdentity, Ed25519Identity> named = new HashMap<>();
    all.forEach(each -> named.put(each.identity(), each.ed25519Identity()));
    identities = named;
    publish(documents -> documents.withDescriptors(all));
  }

  private void addMicrodescriptors(List<Microdescriptor> read) {
    int added = holdings.addMicrodescriptors(read, clock.instant());
    if (added > 0) {
      delay.reset();
    } else {
      askedInVain.addAll(holdings.missing(Flavour.MICRODESC));
    }
    var all = holdings.microdescriptors();
    publish(documents -> documents.withMicrodescriptors(all));
  }

  private void publish(UnaryOperator<Documents> change) {
    offLoop(
        () -> {
          routes.update(change);
          return true;
        },
        published -> step());
  }

  private void ask(DirectoryRequest request, String what, Consumer<byte[]> use) {
    ask(request, what, () -> failed("a directory has not got the " + what), use);
  }

  /** Asks one of the authorities; no answer is a failure, having none of it {@code notFound}. */
  private void ask(DirectoryRequest request, String what, Runnable notFound, Consumer<byte[]> use) {
    Authority authority = authority();
    port.get(authority.addressFor(Authority.Use.DOWNLOAD), request)
        .addListener(
            (Future<DirectoryResponse> done) ->
                work.guarded(
                        () -> {
                          failing = done.isSuccess() ? null : authority;
                          answered(what, done, notFound, use);
                        })
                    .run());
  }

  /** One at random, but not the one that has just failed where there is another. */
  private Authority authority() {
    List<Authority> fit = authorities.stream().filter(each -> !each.equals(failing)).toList();
    List<Authority> among = fit.isEmpty() ? authorities : fit;
    return among.get(random.nextInt(among.size()));
  }

  private void answered(
      String what, Future<DirectoryResponse> done, Runnable notFound, Consumer<byte[]> use) {
    if (closed) {
      return;
    }
    if (!done.isSuccess()) {
      failed("the " + what + " could not be fetched: " + done.cause().getMessage());
    } else if (done.getNow() instanceof DirectoryResponse.Found found) {
      use.accept(found.body().toByteArray());
    } else {
      notFound.run();
    }
  }

  private void failed(String why) {
    if (closed) {
      return;
    }
    long millis = delay.next();
    log.info("Mirroring the directory: {}; trying again in {} ms", why, millis);
    later(millis, this::step);
  }

  private void later(long millis, Runnable task) {
    long wait = hurried ? 0 : millis;
    hurried = false;
    Future<?> before = waiting;
    if (before != null) {
      before.cancel(false);
    }
    waiting =
        loop.schedule(
            work.guarded(
                () -> {
                  waiting = null;
                  task.run();
                }),
            wait,
            TimeUnit.MILLISECONDS);
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
