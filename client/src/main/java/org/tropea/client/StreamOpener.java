package org.tropea.client;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tropea.client.pool.CircuitPool;
import org.tropea.client.pool.Isolation;
import org.tropea.client.pool.PooledCircuit;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.stream.StreamEnd;
import org.tropea.protocol.stream.StreamPurpose;
import org.tropea.protocol.stream.StreamRequest;
import org.tropea.protocol.stream.StreamWatch;
import org.tropea.protocol.stream.TorStream;

/**
 * Opens streams over the circuits of a pool, and knows those that are not over by their numbers.
 *
 * <p>Confined to its loop.
 */
final class StreamOpener implements Connector {
  private final EventLoop loop;
  private final InternalAddresses internal;
  private final StreamWatch watch;
  private final StreamAttempt.Opening opening;

  /** How each stream that is waiting, being opened or open is ended, by its number. */
  private final Map<Long, Consumer<EndReason>> ends = new HashMap<>();

  /** Those that are not open yet, by their numbers. */
  private final Map<Long, StreamAttempt> attempts = new HashMap<>();

  private boolean leavesUnattached;

  StreamOpener(EventLoop loop, CircuitPool pool, InternalAddresses internal, StreamWatch watch) {
    this.loop = loop;
    this.internal = internal;
    this.watch = watch;
    this.opening = new StreamAttempt.Opening(loop, pool, internal, () -> leavesUnattached);
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public Future<TorStream> connect(Target target, Isolation isolation, OptimisticData early) {
    assert loop.inEventLoop();
    Promise<TorStream> done = loop.newPromise();
    StreamRequest request = watch.request(StreamPurpose.USER, target.host(), target.port());
    String refusal = refusal(target);
    done.addListener(decided -> early.forget());
    if (refusal == null) {
      keep(request.facts().number(), done);
      StreamAttempt attempt =
          new StreamAttempt(
              opening, new StreamAttempt.Wish(target, isolation, early), request, done);
      attempts.put(request.facts().number(), attempt);
      done.addListener(decided -> attempts.remove(request.facts().number(), attempt));
      attempt.begin();
    } else {
      request.failed(StreamEnd.local(EndReason.MISC));
      done.setFailure(new ConnectFailure(ConnectFailure.Kind.MISUSE, refusal));
    }
    return done;
  }

  /** Remembers how it is ended, as long as it can be. */
  private void keep(long number, Promise<TorStream> done) {
    ends.put(
        number,
        reason -> {
          if (!done.cancel(false) && done.isSuccess()) {
            done.getNow().end(End.of(reason));
          }
        });
    done.addListener(
        (Future<TorStream> decided) -> {
          if (decided.isSuccess()) {
            decided.getNow().closeFuture().addListener(closed -> ends.remove(number));
          } else {
            ends.remove(number);
          }
        });
  }

  /** Ends the stream of that number, for this reason; false where there is none. */
  boolean end(long number, EndReason reason) {
    assert loop.inEventLoop();
    Consumer<EndReason> end = ends.get(number);
    if (end == null) {
      return false;
    }
    end.accept(reason);
    return true;
  }

  /** Opens no more: streams that wait for somebody's word come to nothing. */
  void close() {
    assert loop.inEventLoop();
    leavesUnattached = false;
    List.copyOf(attempts.values()).forEach(StreamAttempt::closed);
  }

  /** Whether streams wait from now on until somebody says which circuit they are to have. */
  void leaveUnattached(boolean leaves) {
    assert loop.inEventLoop();
    leavesUnattached = leaves;
  }

  /**
   * Gives the stream of that number a circuit, in the place of one on which it is not connected.
   *
   * @param circuit empty for one of the pool's choice
   * @param hop the relay by which it leaves, from 1; 0 for the last one
   */
  Attachment attach(long number, Optional<PooledCircuit> circuit, int hop) {
    assert loop.inEventLoop();
    StreamAttempt attempt = attempts.get(number);
    if (attempt == null) {
      return ends.containsKey(number) ? Attachment.NOT_MANAGED : Attachment.UNKNOWN_STREAM;
    }
    return attempt.attach(circuit, hop);
  }

  /** Whether there is a stream of that number that is not over. */
  boolean has(long number) {
    return ends.containsKey(number);
  }

  /**
   * Has the stream of that number go to another host, from its next circuit on.
   *
   * @param port 0 for the same
   * @return false where there is none
   * @throws IllegalArgumentException where no exit may be asked for it
   */
  boolean redirect(long number, String host, int port) {
    assert loop.inEventLoop();
    StreamAttempt attempt = attempts.get(number);
    if (attempt != null) {
      Target before = attempt.target();
      Target next = new Target(host, port == 0 ? before.port() : port, before.family());
      String refusal = refusal(next);
      if (refusal != null) {
        throw new IllegalArgumentException(refusal);
      }
      attempt.redirect(next);
    }
    return ends.containsKey(number);
  }

  /** Why no exit may be asked for {@code target}; null where one may. */
  private @Nullable String refusal(Target target) {
    String malformed = "the host is neither name nor address";
    if (!isSayable(target)) {
      return malformed;
    }
    return switch (HostKind.of(target.host())) {
      case NAME, ADDRESS -> null;
      case INTERNAL ->
          internal.asTargets() ? "the host is in a private network, where no exit leads" : null;
      case ONION_SERVICE -> "onion services are not here yet";
      case EXIT_NOTATION -> "names under .exit are refused: a page could choose the exit by them";
      case MALFORMED -> malformed;
    };
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
}
