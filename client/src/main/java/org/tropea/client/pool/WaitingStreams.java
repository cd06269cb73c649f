package org.tropea.client.pool;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Streams that wait for a circuit, in the order in which they came: 1,024 at most, and none for
 * longer than its patience. Confined to the pool's loop.
 */
final class WaitingStreams {
  private static final int MOST = 1024;

  private final EventLoop loop;
  private final Duration patience;
  private final List<Waiting> waiting = new ArrayList<>();

  private record Waiting(Usage.Exit usage, Promise<PooledCircuit> promise) {}

  WaitingStreams(EventLoop loop, Duration patience) {
    this.loop = loop;
    this.patience = patience;
  }

  /** Has one more wait; who goes gives up its place. */
  Future<PooledCircuit> add(Usage.Exit usage) {
    Promise<PooledCircuit> promise = loop.newPromise();
    if (waiting.size() >= MOST) {
      return promise.setFailure(
          new NoCircuitException(
              NoCircuitException.Why.OUR_LIMIT, "too many streams wait for a circuit"));
    }
    waiting.add(new Waiting(usage, promise));
    Future<?> end =
        loop.schedule(() -> giveUp(promise), patience.toMillis(), TimeUnit.MILLISECONDS);
    promise.addListener(
        done -> {
          end.cancel(false);
          waiting.removeIf(asked -> asked.promise() == promise);
        });
    return promise;
  }

  private void giveUp(Promise<PooledCircuit> promise) {
    if (waiting.removeIf(asked -> asked.promise() == promise)) {
      promise.tryFailure(
          new NoCircuitException(
              NoCircuitException.Why.TOO_LATE, "no circuit could be built in time"));
    }
  }

  /** What they wait for, each once: those that may share a circuit wait for one. */
  List<Usage.Exit> usages() {
    return waiting.stream().map(Waiting::usage).distinct().toList();
  }

  /** Gives a circuit to all whom {@code taking} lets have it, one after the other. */
  void offer(PooledCircuit circuit, Predicate<Usage.Exit> taking) {
    for (Waiting asked : List.copyOf(waiting)) {
      if (taking.test(asked.usage())) {
        waiting.remove(asked);
        asked.promise().trySuccess(circuit);
      }
    }
  }

  /** There is no path without the relays that were silent: then better by them than not at all. */
  void allowAnyRelay(Usage usage) {
    waiting.replaceAll(
        asked ->
            asked.usage().equals(usage)
                ? new Waiting(asked.usage().byAnyRelay(), asked.promise())
                : asked);
  }

  /** Nobody shall wait for an exit that the network has not. */
  void refuse(int port) {
    for (Waiting asked : List.copyOf(waiting)) {
      if (asked.usage().port() == port && waiting.remove(asked)) {
        asked
            .promise()
            .tryFailure(
                new NoCircuitException(
                    NoCircuitException.Why.NO_EXIT, "no exit of the network serves the port"));
      }
    }
  }

  /** None of them gets one any more, for this reason. */
  void close(NoCircuitException why) {
    List<Waiting> left = List.copyOf(waiting);
    waiting.clear();
    left.forEach(asked -> asked.promise().tryFailure(why));
  }
}
