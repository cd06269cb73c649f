package org.tropea.onionservice.host;

import com.google.crypto.tink.util.Bytes;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.onionservice.address.StoringPeriods;
import org.tropea.onionservice.address.TimePeriod;
import org.tropea.onionservice.descriptor.DescriptorSigner;
import org.tropea.onionservice.descriptor.ServiceDescription;
import org.tropea.onionservice.descriptor.ServiceDescription.ProofOfWork;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;

/**
 * A service in one of the two periods that it publishes for: its introduction points, and the
 * descriptors that name them (rows O06 and O07; C tor's hs_service.c). Confined to the client's
 * loop.
 */
final class PeriodHosting {
  private static final Logger log = LoggerFactory.getLogger(PeriodHosting.class);
  static final Duration RETRY_PERIOD = Duration.ofMinutes(5);
  private static final int LEAST_UPLOAD_SECONDS = 60 * 60;
  private static final int MOST_UPLOAD_SECONDS = 120 * 60;

  private final Hosting hosting;
  private final DescriptorSigner signer;
  private final Map<Ed25519Identity, ServicePoint> points = new LinkedHashMap<>();
  private final Map<RsaIdentity, Instant> failed = new HashMap<>();
  private List<Publication> uploading = List.of();
  private Set<RsaIdentity> toldDirectories = Set.of();
  private Instant nextUpload = Instant.MIN;
  private boolean lacksPoints;
  private @Nullable ProofOfWork told;
  private @Nullable NetworkView seen;

  PeriodHosting(Hosting hosting, TimePeriod period) throws DecodeException {
    this.hosting = hosting;
    this.signer =
        new DescriptorSigner(
            hosting.identity(),
            period,
            hosting.settings().clients(),
            hosting.machine().curve(),
            hosting.machine().random());
  }

  /** By which directories know the service. */
  Ed25519Identity blinded() {
    return signer.service().key();
  }

  /** What clients know who know the service, 32 bytes. */
  Bytes subcredential() {
    return signer.service().subcredential();
  }

  /** Does what is due, each second. */
  void look(NetworkView view, StoringPeriods periods, boolean isFirst) {
    Instant now = hosting.now();
    cleanUp(view, now);
    pick(view, now);
    launch();
    ask(now);
    boolean moved = seen != view && isMoved(view, periods, isFirst);
    seen = view;
    if (moved) {
      nextUpload = now;
    }
    if (isReady() && !now.isBefore(nextUpload)) {
      publish(view, periods, isFirst, now);
    }
  }

  /** Has clients told of what they are to prove, where it is not what they were told. */
  private void ask(Instant now) {
    EffortDefence defence = hosting.defence();
    if (defence != null && (told == null || defence.isNews(told))) {
      told = defence.told();
      nextUpload = now;
    }
  }

  private void cleanUp(NetworkView view, Instant now) {
    failed.values().removeIf(time -> !now.isBefore(time.plus(RETRY_PERIOD)));
    for (ServicePoint each : List.copyOf(points.values())) {
      boolean unlisted = view.relay(each.relay().identity()).isEmpty();
      if (each.isExhausted()) {
        failed.put(each.relay().identity(), now);
      }
      if (unlisted || each.isExpired(now) || each.isExhausted()) {
        remove(each);
      }
    }
  }

  private void remove(ServicePoint point) {
    points.remove(point.name());
    destroy(point);
  }

  private void destroy(ServicePoint point) {
    if (point.state() == ServicePoint.State.ESTABLISHED) {
      hosting.listener().introductionPointLost();
    }
    point.destroy();
  }

  private void pick(NetworkView view, Instant now) {
    int wanted = hosting.settings().introductions().points();
    int missing = wanted - points.size();
    if (missing <= 0) {
      return;
    }
    if (points.isEmpty()) {
      // More than are needed: those that are there first will do.
      missing += view.parameters().get(NetworkParameter.HS_INTRO_NUM_EXTRA);
    }
    int picked = 0;
    for (; picked < missing; picked++) {
      Set<RsaIdentity> taken =
          points.values().stream().map(each -> each.relay().identity()).collect(Collectors.toSet());
      var drawn =
          hosting
              .circuits()
              .introductionPoint(
                  relay ->
                      !taken.contains(relay.identity()) && !failed.containsKey(relay.identity()));
      if (drawn.isEmpty()) {
        break;
      }
      ServicePoint point =
          new ServicePoint(
              drawn.get(),
              view.parameters(),
              hosting.machine().curve(),
              hosting.machine().random(),
              now);
      points.put(point.name(), point);
    }
    if (picked > 0) {
      nextUpload = now;
      toldDirectories = Set.of();
    }
    lacksPoints = points.size() < wanted;
  }

  private void launch() {
    for (ServicePoint each : List.copyOf(points.values())) {
      if (each.state() == ServicePoint.State.WITHOUT_CIRCUIT && hosting.mayLaunch()) {
        // As in C tor: where no link comes about, others have to lead there.
        boolean directly = hosting.settings().single() && each.launches() == 0;
        each.launched(hosting.now());
        way(each.relay(), directly)
            .addListener((Future<OriginCircuit> built) -> built(each, built));
      }
    }
  }

  private Future<OriginCircuit> way(Relay relay, boolean directly) {
    return directly
        ? hosting.circuits().directly(relay, CircuitPurpose.SERVICE_INTRODUCTION)
        : hosting.circuits().to(relay, CircuitPurpose.SERVICE_INTRODUCTION);
  }

  private void built(ServicePoint point, Future<OriginCircuit> built) {
    boolean wanted = points.get(point.name()) == point;
    if (!built.isSuccess()) {
      log.debug("No circuit to an introduction point: {}", built.cause().getMessage());
      if (wanted) {
        point.lost();
      }
      return;
    }
    OriginCircuit circuit = built.getNow();
    long others =
        points.values().stream()
            .filter(each -> each.state().compareTo(ServicePoint.State.ASKED) >= 0)
            .count();
    if (!wanted || others >= hosting.settings().introductions().points()) {
      point.asked(circuit);
      remove(point);
      return;
    }
    new IntroductionCircuit(hosting, this, point, circuit).begin();
  }

  private boolean isReady() {
    long established =
        points.values().stream()
            .filter(each -> each.state() == ServicePoint.State.ESTABLISHED)
            .count();
    int wanted = lacksPoints ? points.size() : hosting.settings().introductions().points();
    return established == wanted && !(lacksPoints && wanted == 0);
  }

  private Set<Relay> directories(NetworkView view, StoringPeriods periods, boolean isFirst) {
    return hosting.rings().ring(view, periods, isFirst).forStoring(signer.service());
  }

  /** Whether a directory has come into its place that was not told yet. */
  private boolean isMoved(NetworkView view, StoringPeriods periods, boolean isFirst) {
    return !toldDirectories.isEmpty()
        && directories(view, periods, isFirst).stream()
            .anyMatch(each -> !toldDirectories.contains(each.identity()));
  }

  /** What the service says of itself now. */
  private ServiceDescription description(long revision) {
    return new ServiceDescription(
        revision,
        hosting.settings().single(),
        hosting.circuits().sendmeIncrement(),
        told,
        points.values().stream()
            .filter(each -> each.state() == ServicePoint.State.ESTABLISHED)
            .map(ServicePoint::described)
            .toList());
  }

  private void publish(NetworkView view, StoringPeriods periods, boolean isFirst, Instant now) {
    uploading.forEach(Publication::cancel);
    nextUpload =
        now.plusSeconds(
            hosting.machine().random().nextInt(LEAST_UPLOAD_SECONDS, MOST_UPLOAD_SECONDS));
    Set<Relay> directories = directories(view, periods, isFirst);
    toldDirectories = directories.stream().map(Relay::identity).collect(Collectors.toSet());
    if (!hosting.settings().publishes()) {
      return;
    }
    Instant randomBegan = isFirst ? periods.firstRandom() : periods.secondRandom();
    ServiceDescription said = description(signer.revision(randomBegan, now));
    byte[] document = signer.sign(said, now);
    List<Publication> all = new ArrayList<>();
    for (Relay each : directories) {
      all.add(new Publication(hosting.circuits(), hosting.directoryClient(), each, document));
    }
    uploading = all;
    log.info(
        "Uploading an onion service's descriptor with {} introduction points to {} directories",
        said.points().size(),
        all.size());
    hosting.listener().described(blinded());
    Round round = new Round(all.size());
    for (Publication each : all) {
      hosting.listener().uploading(each.directory());
      each.begin().addListener((Future<Boolean> taken) -> round.done(all, each, taken.getNow()));
    }
  }

  /** One descriptor, until all its directories have answered. */
  private final class Round {
    private final int directories;
    private int answered;
    private int taken;

    Round(int directories) {
      this.directories = directories;
    }

    void done(List<Publication> of, Publication each, boolean took) {
      answered++;
      taken += took ? 1 : 0;
      hosting.listener().uploaded(each.directory(), took);
      if (answered == directories && of == uploading) {
        hosting.published(PeriodHosting.this, directories, taken);
      }
    }
  }

  /** The introductions that came by {@code circuit} come by it no more. */
  void lost(ServicePoint point, OriginCircuit circuit) {
    if (point.isBy(circuit)) {
      if (point.state() == ServicePoint.State.ESTABLISHED) {
        hosting.listener().introductionPointLost();
      }
      point.lost();
    }
  }

  void close() {
    uploading.forEach(Publication::cancel);
    points.values().forEach(this::destroy);
    points.clear();
    signer.destroy();
  }
}
