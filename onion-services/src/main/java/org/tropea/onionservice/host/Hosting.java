package org.tropea.onionservice.host;

import com.google.crypto.tink.util.Bytes;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.pool.ServiceCircuits;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.directory.fetch.DirectoryClient;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.NetworkView;
import org.tropea.onionservice.address.StoringPeriods;
import org.tropea.onionservice.address.TimePeriod;
import org.tropea.onionservice.effort.EffortQueue;
import org.tropea.onionservice.effort.ProofCheck;
import org.tropea.onionservice.effort.Puzzle;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.circuit.OriginCircuit;

/**
 * An onion service of this node, from its keys to its clients' circuits. Looks once a second what
 * is due, as C tor does. Confined to the client's loop.
 */
final class Hosting {
  private static final Logger log = LoggerFactory.getLogger(Hosting.class);

  /** Introductions whose circuits are being built; more are passed over. */
  private static final int MOST_MEETINGS = 2048;

  private static final int MOST_COOKIES = 131_072;
  private static final Duration COOKIE_MEMORY = Duration.ofMinutes(5);
  private static final int POINT_RETRIES = 3;

  private final Parts parts;
  private final Ed25519SigningKey identity;
  private final HostSettings settings;
  private final Backend backend;
  private final ServiceListener listener;
  private final Promise<Void> published;
  private final Map<TimePeriod, PeriodHosting> periods = new LinkedHashMap<>();
  private final Set<PeriodHosting> publishedPeriods = new HashSet<>();
  private final Set<ServedClient> clients = new HashSet<>();
  private final ReplayCache cookies = new ReplayCache(MOST_COOKIES, COOKIE_MEMORY);
  private final Subcredentials subcredentials;
  private final @Nullable EffortDefence defence;
  private int meetings;
  private int launches;
  private Instant launchesSince = Instant.MIN;
  private @Nullable Future<?> looks;
  private boolean closed;

  /** What all services of a client have in common. */
  record Parts(
      ServiceCircuits circuits,
      DirectoryClient directories,
      Machine machine,
      Rings rings,
      IntroductionWorkers workers) {}

  /**
   * @param identity which {@link #close} wipes
   */
  Hosting(
      Parts parts,
      Ed25519SigningKey identity,
      HostSettings settings,
      Backend backend,
      ServiceListener listener) {
    this.parts = parts;
    this.identity = identity;
    this.settings = settings;
    this.backend = backend;
    this.listener = listener;
    this.published = parts.circuits().loop().newPromise();
    this.subcredentials = new Subcredentials(settings.masters());
    this.defence = settings.introductions().proofs().map(this::defence).orElse(null);
  }

  private EffortDefence defence(EffortQueue.Terms terms) {
    return new EffortDefence(
        parts.circuits().loop(),
        parts.machine().clock(),
        parts.machine().random(),
        terms,
        new EffortDefence.Turns(() -> meetings, this::meet));
  }

  /** Begins once circuits can be had. */
  void begin() {
    parts
        .circuits()
        .ready()
        .addListener(
            ready -> {
              if (ready.isSuccess() && !closed) {
                looks =
                    parts
                        .circuits()
                        .loop()
                        .scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
              }
            });
  }

  /** Done when descriptors for both periods have been taken by directories. */
  Future<Void> published() {
    return published;
  }

  ServiceCircuits circuits() {
    return parts.circuits();
  }

  DirectoryClient directoryClient() {
    return parts.directories();
  }

  Machine machine() {
    return parts.machine();
  }

  Rings rings() {
    return parts.rings();
  }

  IntroductionWorkers workers() {
    return parts.workers();
  }

  /** What clients are asked to prove; null where nothing. */
  @Nullable EffortDefence defence() {
    return defence;
  }

  /** What may open an introduction that came to the service in that period. */
  List<Bytes> subcredentials(PeriodHosting of) {
    return subcredentials.all(
        settings.masters().isEmpty()
            ? List.of(of.subcredential())
            : periods.values().stream().map(PeriodHosting::subcredential).toList());
  }

  /** What clients who know the service by that key may have proved. */
  List<Puzzle> puzzles(Ed25519Identity blinded) {
    return defence == null ? List.of() : defence.puzzles(blinded);
  }

  Ed25519SigningKey identity() {
    return identity;
  }

  HostSettings settings() {
    return settings;
  }

  Backend backend() {
    return backend;
  }

  ServiceListener listener() {
    return listener;
  }

  Instant now() {
    return parts.machine().clock().instant();
  }

  private void look() {
    try {
      clients().forEach(ServedClient::look);
      if (defence != null) {
        defence.look();
        listener.waiting(defence.waiting(), defence.told().effort());
      }
      NetworkView view = circuits().network().orElse(null);
      if (view != null && view.consensus().lifetime().isReasonablyLive(now())) {
        look(view);
      }
    } catch (DecodeException e) {
      log.warn("An onion service has a key that no service can have; it stays unreachable");
      close();
    } catch (RuntimeException e) {
      log.error("Bug: an onion service did not do all that was due", e);
    }
  }

  private void look(NetworkView view) throws DecodeException {
    subcredentials.look(TimePeriod.of(view.consensus(), settings.testing()));
    StoringPeriods now = StoringPeriods.of(view.consensus(), settings.testing());
    for (TimePeriod each : List.copyOf(periods.keySet())) {
      if (!each.equals(now.first()) && !each.equals(now.second())) {
        PeriodHosting over = periods.remove(each);
        if (over != null) {
          publishedPeriods.remove(over);
          over.close();
        }
      }
    }
    period(now.first()).look(view, now, true);
    period(now.second()).look(view, now, false);
  }

  private PeriodHosting period(TimePeriod which) throws DecodeException {
    PeriodHosting there = periods.get(which);
    if (there == null) {
      there = new PeriodHosting(this, which);
      periods.put(which, there);
    }
    return there;
  }

  /** Whether another circuit to an introduction point may be begun now; counts it. */
  boolean mayLaunch() {
    Instant now = now();
    if (launchesSince.equals(Instant.MIN)
        || now.isAfter(launchesSince.plus(PeriodHosting.RETRY_PERIOD))) {
      launchesSince = now;
      launches = 0;
    }
    int wanted = settings.introductions().points();
    int extra =
        circuits()
            .network()
            .map(view -> view.parameters().get(NetworkParameter.HS_INTRO_NUM_EXTRA))
            .orElse(0);
    if (launches > (wanted + extra + wanted * POINT_RETRIES) * periods.size()) {
      return false;
    }
    launches++;
    return true;
  }

  /** All directories of that period's descriptor have been told. */
  void published(PeriodHosting period, int directories, int taken) {
    listener.published(directories, taken);
    if (taken > 0 && periods.containsValue(period)) {
      publishedPeriods.add(period);
      if (publishedPeriods.size() == 2) {
        published.trySuccess(null);
      }
    }
  }

  /**
   * A client was introduced.
   *
   * @param proof what it has proved
   * @return false where it is passed over
   */
  boolean introduced(ReceivedIntroduction introduction, Optional<ProofCheck.Held> proof) {
    if (closed) {
      return false;
    }
    if (introduction.asksForCongestionControl() && circuits().sendmeIncrement() == 0) {
      log.debug("An introduction asks for what was not offered");
      return false;
    }
    if (cookies.saw(introduction.cookie().value(), now())) {
      log.debug("A client that is met already is introduced again");
      listener.introductionRefused(ServiceListener.Refusal.REPLAYED);
      return false;
    }
    if (defence == null) {
      meet(introduction);
    } else if (!defence.add(introduction, proof)) {
      log.debug("A client proves what was proved before");
      listener.introductionRefused(ServiceListener.Refusal.UNREADABLE);
      return false;
    }
    listener.introduced();
    return true;
  }

  /** Goes to where a client waits. */
  private void meet(ReceivedIntroduction introduction) {
    if (meetings >= MOST_MEETINGS) {
      log.debug("Too many clients wait to be met; one is passed over");
      listener.notMet();
      return;
    }
    meetings++;
    listener.meeting();
    Instant began = now();
    int tries =
        circuits()
            .network()
            .map(view -> view.parameters().get(NetworkParameter.HS_SERVICE_MAX_RDV_FAILURES))
            .orElse(1);
    new Meeting(this, introduction, tries)
        .begin()
        .addListener((Future<Meeting.Met> met) -> met(met, began));
  }

  private void met(Future<Meeting.Met> met, Instant began) {
    meetings--;
    if (!met.isSuccess()) {
      listener.notMet();
      log.debug("A client was not met: {}", met.cause().getMessage());
      return;
    }
    OriginCircuit circuit = met.getNow().circuit();
    if (closed || !circuit.isOpen()) {
      met.getNow().answer().keys().destroy();
      circuit.destroy(DestroyReason.FINISHED);
      return;
    }
    ServedClient client = new ServedClient(this, circuit);
    clients.add(client);
    listener.met(Duration.between(began, now()));
    circuit
        .closed()
        .addListener(
            gone -> {
              clients.remove(client);
              listener.clientLeft();
            });
    client.serve(met.getNow());
  }

  private List<ServedClient> clients() {
    return new ArrayList<>(clients);
  }

  /** Ends it: circuits, uploads, keys; false where it has ended before. */
  boolean close() {
    if (closed) {
      return false;
    }
    closed = true;
    if (looks != null) {
      looks.cancel(false);
    }
    if (defence != null) {
      defence.close();
    }
    periods.values().forEach(PeriodHosting::close);
    periods.clear();
    clients().forEach(ServedClient::close);
    identity.destroy();
    published.cancel(false);
    return true;
  }
}
