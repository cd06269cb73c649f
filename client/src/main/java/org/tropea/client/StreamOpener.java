package org.tropea.client;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.pool.CircuitPool;
import org.tropea.client.pool.Isolation;
import org.tropea.client.pool.NoCircuitException;
import org.tropea.client.pool.PooledCircuit;
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
  private static final int CONNECT_SECONDS = 10;

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
      attempt(target, isolation, MAX_TRIES, done);
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

  private void attempt(Target target, Isolation isolation, int tries, Promise<TorStream> done) {
    pool.take(target.port(), isolation)
        .addListener(
            (Future<PooledCircuit> taken) -> {
              if (taken.isSuccess()) {
                open(taken.getNow(), target, isolation, tries, done);
              } else {
                done.setFailure(noCircuit((NoCircuitException) taken.cause()));
              }
            });
  }

  private static ConnectFailure noCircuit(NoCircuitException reason) {
    return new ConnectFailure(
        reason.why() == NoCircuitException.Why.OUR_LIMIT
            ? ConnectFailure.Kind.LOCAL
            : ConnectFailure.Kind.TOR_NETWORK,
        String.valueOf(reason.getMessage()),
        reason.why() == NoCircuitException.Why.NO_EXIT ? EndReason.EXIT_POLICY : null);
  }

  private void open(
      PooledCircuit pooled,
      Target target,
      Isolation isolation,
      int tries,
      Promise<TorStream> done) {
    log.trace("A stream begins on circuit {}", pooled.number());
    TorStream stream;
    try {
      stream =
          pooled
              .circuit()
              .open(new Begin(target.host(), target.port(), beginFlags(pooled, target)));
    } catch (StreamException e) {
      failed(e.reason(), pooled, target, isolation, tries, done);
      return;
    }
    Future<?> timeout = loop.schedule(() -> stream.close(), CONNECT_SECONDS, TimeUnit.SECONDS);
    stream
        .connected()
        .addListener(
            connected -> {
              boolean silent = !timeout.cancel(false);
              if (connected.isSuccess()) {
                done.setSuccess(stream);
              } else {
                EndReason reason = ((StreamException) connected.cause()).reason();
                // An exit that says nothing is no worse a target: another circuit may do better.
                failed(silent ? EndReason.MISC : reason, pooled, target, isolation, tries, done);
              }
            });
  }

  private void failed(
      EndReason reason,
      PooledCircuit pooled,
      Target target,
      Isolation isolation,
      int tries,
      Promise<TorStream> done) {
    log.trace("A stream was refused: {}", reason);
    if (!WORTH_ANOTHER_CIRCUIT.contains(reason)) {
      done.setFailure(
          new ConnectFailure(
              ConnectFailure.Kind.DESTINATION, "the exit could not connect: " + reason, reason));
    } else if (tries > 1) {
      pool.retire(pooled);
      attempt(target, isolation, tries - 1, done);
    } else {
      done.setFailure(
          new ConnectFailure(
              ConnectFailure.Kind.TOR_NETWORK,
              "no circuit of several could open the stream, the last said: " + reason,
              reason));
    }
  }

  /** IPv6 is offered, and preferred, where the exit can do it: as C tor's defaults have it. */
  private static int beginFlags(PooledCircuit pooled, Target target) {
    return pooled.exit().allowsIpv6Exit(target.port()) ? Begin.IPV6_OK | Begin.IPV6_PREFERRED : 0;
  }
}
