package org.tropea.client.pool;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tropea.client.guard.CircuitBias;
import org.tropea.client.path.GuardedPath;
import org.tropea.client.path.NoPathException;
import org.tropea.client.path.Path;
import org.tropea.client.path.PathSelector;
import org.tropea.client.path.SecondLayer;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.network.NetworkFlow;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Position;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.RelaySelector;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.HopHandshake;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.WayOut;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * Circuits to whoever has a part in onion services (rows P12 and O27): a guard, a relay of the
 * second layer, another where somebody else has named the end, and the end. Confined to the pool's
 * loop.
 */
public final class ServiceCircuits {
  /** Where a service has chosen the end itself, or the network has. */
  private static final Set<CircuitPurpose> OWN_CHOICE =
      EnumSet.of(CircuitPurpose.SERVICE_INTRODUCTION, CircuitPurpose.SERVICE_PUBLICATION);

  private final EventLoop loop;
  private final CircuitPool pool;
  private final CircuitBuilder builder;
  private final PathSelector selector;
  private final SecondLayer secondLayer;
  private final InternalCircuits internal;
  private final Curve25519 curve;
  private final SecureRandom random;
  private @Nullable NetworkView view;

  /** Builds by that pool, once it has a view of the network. */
  public ServiceCircuits(
      EventLoop loop,
      CircuitPool pool,
      CircuitBuilder builder,
      PathSelector selector,
      Machine machine) {
    this.loop = loop;
    this.pool = pool;
    this.builder = builder;
    this.selector = selector;
    this.secondLayer = new SecondLayer(machine.clock(), machine.random());
    this.internal = new InternalCircuits(pool, selector, secondLayer);
    if (!selector.hasThirdLayer()) {
      pool.keep(internal);
    }
    this.curve = machine.curve();
    this.random = machine.random();
  }

  /** Whose loop all of it lives on. */
  public EventLoop loop() {
    return loop;
  }

  /** Goes by this view of the network from now on. */
  public void use(NetworkView newView) {
    view = newView;
  }

  /** The network as it is known; empty where it is not yet. */
  public Optional<NetworkView> network() {
    return Optional.ofNullable(view);
  }

  /**
   * Cells that a SENDME answers on the circuits of clients of services of this node; 0 where the
   * network has no congestion control.
   */
  public int sendmeIncrement() {
    NetworkView current = view;
    if (current == null) {
      return 0;
    }
    FlowRules rules = NetworkFlow.atOrigin(current.parameters());
    return rules.congestionControl() ? rules.increment() : 0;
  }

  /** Done when circuits can be had at all; fails when the client is closed before. */
  public Future<WayOut> ready() {
    return pool.firstCircuit();
  }

  /** Changes when the user wants to be somebody else: what was before is used no more. */
  public int identity() {
    return pool.identity();
  }

  /** A circuit to a rendezvous point, and the relay that this is. */
  public record RendezvousCircuit(OriginCircuit circuit, Relay point) {}

  /** A circuit of three hops to a rendezvous point of our own choice. */
  public Future<RendezvousCircuit> toRendezvousPoint() {
    assert loop.inEventLoop();
    Promise<RendezvousCircuit> done = loop.newPromise();
    NetworkView current = view;
    if (current == null) {
      return done.setFailure(new BuildFailure("the network is not known yet", false));
    }
    pool.noteInternal();
    Optional<InternalCircuits.Kept> ready = internal.take(path -> isPoint(path.last()));
    if (ready.isPresent()) {
      OriginCircuit circuit = ready.get().circuit();
      circuit.become(CircuitPurpose.RENDEZVOUS, List.of());
      ready.get().path().guard().bias().closed(false);
      return done.setSuccess(new RendezvousCircuit(circuit, ready.get().path().path().last()));
    }
    try {
      GuardedPath path = selector.layers(current, selector.secondLayer(current, secondLayer));
      Relay point = point(current, path);
      build(path, CircuitPurpose.RENDEZVOUS, point.target(), builder.handshakeWith(point))
          .addListener(
              (Future<OriginCircuit> built) -> {
                if (!built.isSuccess()) {
                  done.tryFailure(built.cause());
                } else if (!done.trySuccess(new RendezvousCircuit(built.getNow(), point))) {
                  built.getNow().destroy(DestroyReason.FINISHED);
                }
              });
      return done;
    } catch (NoPathException e) {
      return done.setFailure(new BuildFailure(String.valueOf(e.getMessage()), false));
    }
  }

  /** The second relay does not extend to the first: a relay refuses to go back. */
  private Relay point(NetworkView current, GuardedPath path) throws NoPathException {
    Optional<Relay> drawn =
        new RelaySelector(current, random)
            .choose(
                Position.MIDDLE, relay -> isPoint(relay) && !path.path().hops().contains(relay));
    if (drawn.isEmpty()) {
      selector.guards().ended(path.guard());
      throw new NoPathException("no relay can be a rendezvous point");
    }
    return drawn.get();
  }

  private boolean isPoint(Relay relay) {
    return relay.entry().protocols().supports("HSRend", 2)
        && isWhole(relay)
        && selector.allowsMiddle(relay);
  }

  /**
   * A relay that a service of this node could have as its introduction point, a stable one where
   * there is any; empty where there is none, or the network is not known yet.
   *
   * @param fit which may be taken
   */
  public Optional<Relay> introductionPoint(Predicate<Relay> fit) {
    NetworkView current = view;
    if (current == null) {
      return Optional.empty();
    }
    Predicate<Relay> able =
        relay ->
            relay.entry().protocols().supports("HSIntro", 4)
                && isWhole(relay)
                && selector.allowsMiddle(relay)
                && fit.test(relay);
    RelaySelector relays = new RelaySelector(current, random);
    return relays
        .choose(Position.MIDDLE, able.and(relay -> relay.has(RelayFlag.STABLE)))
        .or(() -> relays.choose(Position.MIDDLE, able));
  }

  /** Others than we must be able to extend to it. */
  private static boolean isWhole(Relay relay) {
    return relay.microdescriptor().identity() != null;
  }

  /** A circuit of four hops to {@code end}, which the network lists. */
  public Future<OriginCircuit> to(Relay end, CircuitPurpose purpose) {
    return to(end.target(), purpose, builder.handshakeWith(end));
  }

  /** A circuit of four hops to {@code end}, which somebody else has named with its onion key. */
  public Future<OriginCircuit> to(
      RelayTarget end, X25519PublicKey onionKey, CircuitPurpose purpose) {
    return to(end, purpose, HopHandshake.with(curve, end, onionKey, null, random));
  }

  /**
   * A circuit of one hop to {@code end}, for a service that does not hide itself (row O20): the
   * relay learns where the service is.
   */
  public Future<OriginCircuit> directly(Relay end, CircuitPurpose purpose) {
    assert loop.inEventLoop();
    return builder.build(new Path(List.of(end)), Errand.of(purpose), null).circuit();
  }

  private Future<OriginCircuit> to(
      RelayTarget end, CircuitPurpose purpose, HopHandshake handshake) {
    assert loop.inEventLoop();
    NetworkView current = view;
    if (current == null) {
      return loop.newFailedFuture(new BuildFailure("the network is not known yet", false));
    }
    pool.noteInternal();
    Optional<InternalCircuits.Kept> ready =
        purpose == CircuitPurpose.SERVICE_INTRODUCTION
            ? Optional.empty()
            : internal.take(path -> mayEndAt(current, path, end));
    if (ready.isPresent()) {
      Promise<OriginCircuit> done = loop.newPromise();
      OriginCircuit circuit = ready.get().circuit();
      circuit.become(purpose, List.of(end));
      ready.get().path().guard().bias().closed(false);
      extend(circuit, end, handshake, done);
      return done;
    }
    try {
      GuardedPath path =
          selector.longBeginning(
              current, selector.secondLayer(current, secondLayer), end.rsaIdentity());
      boolean further = selector.hasThirdLayer() && !OWN_CHOICE.contains(purpose);
      return build(
          further ? selector.further(current, path, end.rsaIdentity()) : path,
          purpose,
          end,
          handshake);
    } catch (NoPathException e) {
      return loop.newFailedFuture(new BuildFailure(String.valueOf(e.getMessage()), false));
    }
  }

  /** As in C tor, whose check of kept circuits goes further than that of new ones. */
  private boolean mayEndAt(NetworkView current, Path path, RelayTarget end) {
    Optional<Relay> listed = current.relay(end.rsaIdentity());
    return path.hops().stream()
        .noneMatch(
            hop ->
                hop.identity().equals(end.rsaIdentity())
                    || listed.filter(last -> selector.joins(current, hop, last)).isPresent());
  }

  private Future<OriginCircuit> build(
      GuardedPath path, CircuitPurpose purpose, RelayTarget end, HopHandshake handshake) {
    Promise<OriginCircuit> done = loop.newPromise();
    pool.buildApart(path, new Errand(purpose, List.of(end)))
        .addListener(
            (Future<OriginCircuit> begun) -> {
              if (!begun.isSuccess()) {
                done.tryFailure(begun.cause());
              } else if (done.isDone()) {
                begun.getNow().destroy(DestroyReason.FINISHED);
              } else {
                extend(begun.getNow(), end, handshake, done);
                if (CircuitsUnderWay.isCounted(purpose)) {
                  count(done, path.guard().bias());
                }
              }
            });
    return done;
  }

  /** Its last relay is there, and what becomes of it then says nothing of the guard. */
  private static void count(Future<OriginCircuit> built, CircuitBias bias) {
    built.addListener(
        done -> {
          if (done.isSuccess()) {
            bias.built();
            bias.closed(false);
          }
        });
  }

  private void extend(
      OriginCircuit circuit, RelayTarget end, HopHandshake handshake, Promise<OriginCircuit> done) {
    Future<?> timeout =
        loop.schedule(
            () -> done.tryFailure(new BuildFailure("the last relay did not answer in time", false)),
            builder.timeouts().giveUp().toMillis(),
            TimeUnit.MILLISECONDS);
    done.addListener(
        decided -> {
          timeout.cancel(false);
          if (!done.isSuccess()) {
            circuit.destroy(DestroyReason.TIMEOUT);
          }
        });
    circuit
        .extend(builder.extendedTo(end), handshake)
        .addListener(
            grown -> {
              if (grown.isSuccess()) {
                done.trySuccess(circuit);
              } else {
                done.tryFailure(
                    new BuildFailure("the last relay: " + grown.cause().getMessage(), false));
              }
            });
  }
}
