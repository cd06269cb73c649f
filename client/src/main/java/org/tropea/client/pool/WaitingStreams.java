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

  private record Waiting(Asked asked, Promise<PooledCircuit> promise) {}

  WaitingStreams(EventLoop loop, Duration patience) {
    this.loop = loop;
    this.patience = patience;
  }

  /** Has one more wait; who goes gives up its place. */
  Future<PooledCircuit> add(Asked asked) {
    Promise<PooledCircuit> promise = loop.newPromise();
    if (waiting.size() >= MOST) {
      return promise.setFailure(
          new NoCircuitException(
              NoCircuitException.Why.OUR_LIMIT, "too many streams wait for a circuit"));
    }
    waiting.add(new Waiting(asked, promise));
    Future<?> end =
        loop.schedule(() -> giveUp(promise), patience.toMillis(), TimeUnit.MILLISECONDS);
    promise.addListener(
        done -> {
          end.cancel(false);
          waiting.removeIf(each -> each.promise() == promise);
        });
    return promise;
  }

  private void giveUp(Promise<PooledCircuit> promise) {
    if (waiting.removeIf(each -> each.promise() == promise)) {
      promise.tryFailure(
          new NoCircuitException(
              NoCircuitException.Why.TOO_LATE, "no circuit could be built in time"));
    }
  }

  /** What they wait for, each once: those that may share a circuit wait for one. */
  List<Asked> asked() {
    return waiting.stream().map(Waiting::asked).distinct().toList();
  }

  /** Gives a circuit to all whom {@code taking} lets have it, one after the other. */
  void offer(PooledCircuit circuit, Predicate<Asked> taking) {
    for (Waiting each : List.copyOf(waiting)) {
      if (taking.test(each.asked())) {
        waiting.remove(each);
        each.promise().trySuccess(circuit);
      }
    }
  }

  /** There is no path without the relays that were silent: then better by them than not at all. */
  void allowAnyRelay(Asked asked) {
    waiting.replaceAll(
        each ->
            each.asked().equals(asked)
                ? new Waiting(each.asked().byAnyRelay(), each.promise())
                : each);
  }

  /** Nobody shall wait for an exit that the network has not. */
  void refuse(int port) {
    for (Waiting each : List.copyOf(waiting)) {
      if (each.asked().usage().port() == port && waiting.remove(each)) {
        each.promise()
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
    left.forEach(each -> each.promise().tryFailure(why));
  }
}
