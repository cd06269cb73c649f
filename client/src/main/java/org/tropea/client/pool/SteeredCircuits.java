package org.tropea.client.pool;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.tropea.client.path.Path;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;

/**
 * Circuits that the user chooses, relay by relay (row Q06): no rule of path selection holds for
 * them, and no guard is used for them. At most 1,024 are under way. Confined to the pool's loop.
 */
public final class SteeredCircuits {
  private static final int MOST = 1_024;

  private final EventLoop loop;
  private final CircuitBuilder builder;
  private final Pool pool;

  /** The last step that was ordered of each circuit under way. */
  private final Map<Long, Future<OriginCircuit>> steps = new HashMap<>();

  /** The pool that they belong to once they are there. */
  interface Pool {
    /** Begins a circuit along a path of the pool's own choice: its number; empty for none now. */
    OptionalLong launch(CircuitPurpose purpose);

    /** One is there. */
    void ready(OriginCircuit circuit, Path path);

    /** One has come to its new end. */
    void grown(PooledCircuit circuit);

    /** The circuit of the pool that has this number, or a leg of it. */
    Optional<PooledCircuit> find(long number);

    /** Whether there are none any more. */
    boolean isClosed();
  }

  SteeredCircuits(EventLoop loop, CircuitBuilder builder, Pool pool) {
    this.loop = loop;
    this.builder = builder;
    this.pool = pool;
  }

  private static CircuitPurpose purpose(boolean reserved) {
    return reserved ? CircuitPurpose.CONTROLLED : CircuitPurpose.GENERAL;
  }

  /**
   * Begins a circuit.
   *
   * @param relays that it passes, each once; empty for the pool's own choice
   * @param reserved whether it gets those streams alone that are attached to it
   * @return its number; empty where none can be begun
   */
  public OptionalLong launch(List<Relay> relays, boolean reserved) {
    assert loop.inEventLoop();
    if (relays.isEmpty()) {
      return pool.launch(purpose(reserved));
    }
    Optional<Path> path = path(relays);
    if (path.isEmpty() || pool.isClosed() || steps.size() >= MOST) {
      return OptionalLong.empty();
    }
    CircuitBuilder.Begun begun = builder.build(path.get(), Errand.of(purpose(reserved)), null);
    step(begun.number(), begun.circuit());
    begun
        .circuit()
        .addListener(
            (Future<OriginCircuit> built) -> {
              if (built.isSuccess() && pool.isClosed()) {
                built.getNow().destroy(DestroyReason.FINISHED);
              } else if (built.isSuccess()) {
                pool.ready(built.getNow(), path.get());
              }
            });
    return OptionalLong.of(begun.number());
  }

  /** Nothing where one of them comes twice: relays do not go back. */
  private static Optional<Path> path(List<Relay> relays) {
    return relays.stream().map(Relay::identity).distinct().count() == relays.size()
        ? Optional.of(new Path(relays))
        : Optional.empty();
  }

  private void step(long number, Future<OriginCircuit> step) {
    steps.put(number, step);
    step.addListener(done -> steps.remove(number, step));
  }

  /**
   * Extends the circuit of that number, once it has come to where it was to go before.
   *
   * @return false where it cannot be: there is none, or it is a leg of a conflux set
   */
  public boolean extend(long number, List<Relay> relays) {
    assert loop.inEventLoop();
    Future<OriginCircuit> before = steps.get(number);
    if (before == null) {
      Optional<PooledCircuit> pooled = pool.find(number);
      if (pooled.isEmpty() || !(pooled.get().circuit() instanceof OriginCircuit circuit)) {
        return false;
      }
      before = loop.newSucceededFuture(circuit);
    }
    Promise<OriginCircuit> step = loop.newPromise();
    step(number, step);
    before.addListener(
        (Future<OriginCircuit> there) -> {
          if (there.isSuccess()) {
            begin(there.getNow(), relays, step);
          } else {
            step.tryFailure(there.cause());
          }
        });
    return true;
  }

  private void begin(OriginCircuit circuit, List<Relay> relays, Promise<OriginCircuit> step) {
    Optional<PooledCircuit> pooled = pool.find(circuit.facts().number());
    if (pooled.isEmpty()) {
      step.tryFailure(new BuildFailure("the circuit is closed", false));
      return;
    }
    List<Relay> all = new ArrayList<>(pooled.get().paths().get(0).hops());
    all.addAll(relays);
    Optional<Path> path = path(all);
    if (path.isEmpty()) {
      circuit.destroy(DestroyReason.INTERNAL);
      step.tryFailure(new BuildFailure("a circuit does not come to a relay twice", false));
      return;
    }
    pooled.get().grow();
    circuit.prolong(relays.stream().map(Relay::target).toList());
    Future<?> timeout =
        loop.schedule(
            () -> circuit.destroy(DestroyReason.TIMEOUT),
            builder.timeouts().giveUp().toMillis(),
            TimeUnit.MILLISECONDS);
    step.addListener(
        done -> {
          timeout.cancel(false);
          if (done.isSuccess()) {
            pooled.get().grown(path.get());
            pool.grown(pooled.get());
          } else {
            circuit.destroy(DestroyReason.INTERNAL);
          }
        });
    extend(circuit, relays, 0, step);
  }

  private void extend(
      OriginCircuit circuit, List<Relay> relays, int next, Promise<OriginCircuit> step) {
    if (next == relays.size()) {
      step.trySuccess(circuit);
      return;
    }
    Relay relay = relays.get(next);
    circuit
        .extend(builder.extendedTo(relay.target()), builder.handshakeWith(relay))
        .addListener(
            grown -> {
              if (grown.isSuccess()) {
                extend(circuit, relays, next + 1, step);
              } else {
                step.tryFailure(grown.cause());
              }
            });
  }

  /**
   * Says what the circuit of that number is for from now on.
   *
   * @param reserved whether it gets those streams alone that are attached to it
   * @return false where there is none that streams may use
   */
  public boolean assign(long number, boolean reserved) {
    assert loop.inEventLoop();
    Optional<PooledCircuit> pooled = pool.find(number);
    pooled
        .flatMap(each -> each.circuit(number))
        .filter(circuit -> circuit.facts().purpose() != purpose(reserved))
        .ifPresent(circuit -> circuit.assign(purpose(reserved)));
    pooled.ifPresent(each -> each.reserve(reserved));
    return pooled.isPresent();
  }

  /** The circuit of that number that streams may be given to, or the set that it is a leg of. */
  public Optional<PooledCircuit> find(long number) {
    assert loop.inEventLoop();
    return pool.find(number);
  }
}
