package org.tropea.client;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.pool.CircuitPool;
import org.tropea.client.pool.Isolation;
import org.tropea.client.pool.NoCircuitException;
import org.tropea.client.pool.PooledCircuit;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.TorStream;

/**
 * Opens streams over the circuits of a pool, and tries another circuit where that may help.
 *
 * <p>Confined to its loop.
 */
final class StreamOpener implements Connector {
  private static final Logger log = LoggerFactory.getLogger(StreamOpener.class);
  private static final int MAX_TRIES = 3;

  /** C tor counts 10 whole seconds, which is 9 to 11 by the clock: the least of them. */
  private static final int CONNECT_SECONDS = 9;

  /** Reasons that say more of the exit or the circuit than of the target. */
  private static final Set<EndReason> WORTH_ANOTHER_CIRCUIT =
      Set.of(
          EndReason.MISC,
          EndReason.EXIT_POLICY,
          EndReason.DESTROY,
          EndReason.HIBERNATING,
          EndReason.INTERNAL,
          EndReason.RESOURCE_LIMIT,
          EndReason.TOR_PROTOCOL);

  private final EventLoop loop;
  private final CircuitPool pool;

  StreamOpener(EventLoop loop, CircuitPool pool) {
    this.loop = loop;
    this.pool = pool;
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public Future<TorStream> connect(Target target, Isolation isolation) {
    assert loop.inEventLoop();
    Promise<TorStream> done = loop.newPromise();
    if (isSayable(target)) {
      new Attempt(target, isolation, done).begin();
    } else {
      done.setFailure(
          new ConnectFailure(ConnectFailure.Kind.MISUSE, "the host is neither name nor address"));
    }
    return done;
  }

  /** Whether a BEGIN can say it: no brackets, and no colons but in IPv6 addresses. */
  private static boolean isSayable(Target target) {
    try {
      new Begin(target.host(), target.port(), 0);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static ConnectFailure noCircuit(NoCircuitException reason) {
    return new ConnectFailure(
        reason.why() == NoCircuitException.Why.OUR_LIMIT
            ? ConnectFailure.Kind.LOCAL
            : ConnectFailure.Kind.TOR_NETWORK,
        String.valueOf(reason.getMessage()),
        reason.why() == NoCircuitException.Why.NO_EXIT ? EndReason.EXIT_POLICY : null);
  }

  /** IPv6 is offered, and preferred, where the exit can do it: as C tor's defaults have it. */
  private static int beginFlags(PooledCircuit pooled, Target target) {
    return pooled.exit().allowsIpv6Exit(target.port()) ? Begin.IPV6_OK | Begin.IPV6_PREFERRED : 0;
  }

  /** One stream, and the circuits it is tried on. */
  private final class Attempt {
    private final Target target;
    private final Isolation isolation;
    private final Promise<TorStream> done;
    private final Set<RsaIdentity> silent = new HashSet<>();
    private int tries = MAX_TRIES;

    Attempt(Target target, Isolation isolation, Promise<TorStream> done) {
      this.target = target;
      this.isolation = isolation;
      this.done = done;
    }

    void begin() {
      pool.take(target.port(), isolation, Set.copyOf(silent))
          .addListener(
              (Future<PooledCircuit> taken) -> {
                if (taken.isSuccess()) {
                  open(taken.getNow());
                } else {
                  done.setFailure(noCircuit((NoCircuitException) taken.cause()));
                }
              });
    }

    private void open(PooledCircuit pooled) {
      log.trace("A stream begins on circuit {}", pooled.number());
      TorStream stream;
      try {
        stream =
            pooled
                .circuit()
                .open(new Begin(target.host(), target.port(), beginFlags(pooled, target)));
      } catch (StreamException e) {
        failed(e.reason(), pooled);
        return;
      }
      Future<?> timeout = loop.schedule(() -> stream.close(), CONNECT_SECONDS, TimeUnit.SECONDS);
      stream
          .connected()
          .addListener(
              connected -> {
                boolean late = !timeout.cancel(false);
                if (connected.isSuccess()) {
                  done.setSuccess(stream);
                } else if (late) {
                  // No worse a target for it: another circuit may do better, but not by that exit.
                  silent.add(pooled.exit().identity());
                  failed(EndReason.MISC, pooled);
                } else {
                  failed(((StreamException) connected.cause()).reason(), pooled);
                }
              });
    }

    private void failed(EndReason reason, PooledCircuit pooled) {
      log.trace("A stream was refused: {}", reason);
      if (!WORTH_ANOTHER_CIRCUIT.contains(reason)) {
        done.setFailure(
            new ConnectFailure(
                ConnectFailure.Kind.DESTINATION, "the exit could not connect: " + reason, reason));
        return;
      }
      tries--;
      if (tries > 0) {
        pool.retire(pooled);
        begin();
      } else {
        done.setFailure(
            new ConnectFailure(
                ConnectFailure.Kind.TOR_NETWORK,
                "no circuit of several could open the stream, the last said: " + reason,
                reason));
      }
    }
  }
}
