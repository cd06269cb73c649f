package org.tropea.onionservice.connect;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.OnionTrouble;
import org.tropea.client.pool.ServiceCircuits;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.OnionServiceDescriptor;
import org.tropea.directory.document.UnverifiedOnionServiceDescriptor;
import org.tropea.directory.fetch.DirectoryClient;
import org.tropea.directory.fetch.DirectoryRequest;
import org.tropea.directory.fetch.DirectoryResponse;
import org.tropea.directory.fetch.LeastRate;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.onionservice.address.BlindedIdentity;
import org.tropea.onionservice.address.HsDirRing;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.onionservice.address.TimePeriod;
import org.tropea.onionservice.descriptor.ServiceDescription;
import org.tropea.onionservice.descriptor.UnauthorizedException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.TorStream;

/**
 * The descriptors of services, as their directories have them (row O12): one directory after the
 * other is asked in an order that nobody can foresee, each by a circuit of its own. Confined to the
 * client's loop.
 */
final class Descriptors {
  private static final Logger log = LoggerFactory.getLogger(Descriptors.class);
  private static final int MAX_KNOWN = 512;

  private final ServiceCircuits circuits;
  private final DirectoryClient client;
  private final Machine machine;
  private final SecureRandom random;
  private final ServiceSettings settings;
  private final Map<OnionAddress, Promise<KnownService>> underWay = new HashMap<>();
  private final Map<Asked, Instant> asked = new HashMap<>();
  private int identity;
  private @Nullable NetworkView ringOf;
  private @Nullable HsDirRing ring;

  private final Map<OnionAddress, KnownService> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<OnionAddress, KnownService> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  private record Asked(RsaIdentity directory, Ed25519Identity service) {}

  Descriptors(
      ServiceCircuits circuits, DirectoryClient client, Machine machine, ServiceSettings settings) {
    this.circuits = circuits;
    this.client = client;
    this.machine = machine;
    this.random = machine.random();
    this.settings = settings;
  }

  /** What is known of the service in this period; empty where it has to be fetched. */
  Optional<KnownService> known(OnionAddress address) {
    if (identity != circuits.identity()) {
      // As C tor on NEWNYM.
      identity = circuits.identity();
      known.clear();
      asked.clear();
    }
    return circuits
        .network()
        .map(view -> TimePeriod.of(view.consensus(), settings.testing()))
        .flatMap(
            now -> Optional.ofNullable(known.get(address)).filter(it -> it.period().equals(now)))
        .filter(it -> it.isFresh(machine.clock().instant()));
  }

  /** A connection to the service came about, or will not: all directories may be asked again. */
  void forgetRequests(OnionAddress address) {
    KnownService service = known.get(address);
    if (service != null) {
      asked.keySet().removeIf(each -> each.service().equals(service.identity().key()));
    }
  }

  /**
   * Asks the directories.
   *
   * @return fails with a {@code ConnectFailure}
   */
  Future<KnownService> fetch(OnionAddress address) {
    Promise<KnownService> known = underWay.get(address);
    if (known != null) {
      return known;
    }
    Promise<KnownService> promise = circuits.loop().newPromise();
    underWay.put(address, promise);
    promise.addListener(done -> underWay.remove(address, promise));
    Optional<NetworkView> network = circuits.network();
    if (network.isEmpty()
        || !network.get().consensus().lifetime().isReasonablyLive(machine.clock().instant())) {
      return promise.setFailure(ServiceFailure.of(OnionTrouble.NOT_FOUND));
    }
    NetworkView view = network.get();
    try {
      TimePeriod period = TimePeriod.of(view.consensus(), settings.testing());
      new Search(view, period, BlindedIdentity.of(address, period), promise).next();
    } catch (DecodeException e) {
      promise.tryFailure(ServiceFailure.of(OnionTrouble.NOT_FOUND));
    }
    return promise;
  }

  private HsDirRing ring(NetworkView view, TimePeriod period) {
    HsDirRing current = ring;
    if (current == null || ringOf != view) {
      current = HsDirRing.forFetching(view, period);
      ring = current;
      ringOf = view;
    }
    return current;
  }

  /** A look at one directory after the other. */
  private final class Search {
    private final NetworkView view;
    private final TimePeriod period;
    private final BlindedIdentity service;
    private final Promise<KnownService> done;
    private OnionTrouble trouble = OnionTrouble.NOT_FOUND;

    Search(
        NetworkView view, TimePeriod period, BlindedIdentity service, Promise<KnownService> done) {
      this.view = view;
      this.period = period;
      this.service = service;
      this.done = done;
    }

    void next() {
      Instant now = machine.clock().instant();
      Instant old = now.minus(settings.requeryAfter());
      asked.values().removeIf(time -> !time.isAfter(old) || time.isAfter(now));
      List<Relay> left = new ArrayList<>(ring(view, period).forFetching(service));
      left.removeIf(each -> asked.containsKey(new Asked(each.identity(), service.key())));
      if (left.isEmpty()) {
        asked.keySet().removeIf(each -> each.service().equals(service.key()));
        done.tryFailure(ServiceFailure.of(trouble));
        return;
      }
      Relay directory = left.get(random.nextInt(left.size()));
      asked.put(new Asked(directory.identity(), service.key()), now);
      circuits
          .to(directory, CircuitPurpose.SERVICE_DIRECTORY)
          .addListener(
              (Future<OriginCircuit> built) -> {
                if (built.isSuccess()) {
                  ask(built.getNow(), directory);
                } else {
                  log.debug("No circuit to a directory: {}", built.cause().getMessage());
                  next();
                }
              });
    }

    private void ask(OriginCircuit circuit, Relay directory) {
      TorStream stream;
      try {
        stream = circuit.streams().openDirectory();
      } catch (StreamException e) {
        circuit.destroy(DestroyReason.FINISHED);
        next();
        return;
      }
      LeastRate deadline =
          LeastRate.start(
              circuits.loop(), LeastRate.Terms.FETCH, () -> circuit.destroy(DestroyReason.TIMEOUT));
      stream
          .connected()
          .addListener(
              connected -> {
                if (connected.isSuccess()) {
                  stream.config().setAutoRead(true);
                }
              });
      int limit = view.parameters().get(NetworkParameter.HSV3_MAX_DESCRIPTOR_SIZE);
      client
          .get(
              stream,
              directory.target().addresses().get(0),
              DirectoryRequest.serviceDescriptor(service.key(), limit),
              deadline)
          .addListener(
              (Future<DirectoryResponse> answer) -> {
                deadline.cancel();
                circuit.destroy(DestroyReason.FINISHED);
                if (answer.isSuccess()
                    && answer.getNow() instanceof DirectoryResponse.Found found) {
                  take(found.body().toByteArray(), limit);
                } else {
                  next();
                }
              });
    }

    private void take(byte[] document, int limit) {
      Instant now = machine.clock().instant();
      try {
        OnionServiceDescriptor outer =
            UnverifiedOnionServiceDescriptor.read(document, limit).verify(machine.curve(), now);
        ServiceDescription description =
            ServiceDescription.open(
                outer, service, machine.curve(), settings.keys().get(service.address()), now);
        KnownService before = known.get(service.address());
        KnownService taken = new KnownService(service, period, description);
        boolean older =
            before != null
                && before.period().equals(period)
                && Long.compareUnsigned(description.revision(), before.description().revision())
                    < 0;
        if (!older) {
          known.remove(service.address());
          known.put(service.address(), taken);
        }
        done.trySuccess(older ? before : taken);
      } catch (UnauthorizedException e) {
        done.tryFailure(
            ServiceFailure.of(e.hadKey() ? OnionTrouble.KEY_WRONG : OnionTrouble.KEY_MISSING));
      } catch (DecodeException e) {
        log.debug("A directory gave a descriptor that is none: {}", e.getMessage());
        trouble = OnionTrouble.INVALID;
        next();
      }
    }
  }
}
