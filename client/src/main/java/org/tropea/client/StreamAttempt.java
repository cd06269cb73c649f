package org.tropea.client;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.pool.CircuitPool;
import org.tropea.client.pool.Isolation;
import org.tropea.client.pool.NoCircuitException;
import org.tropea.client.pool.PooledCircuit;
import org.tropea.client.pool.Usage;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginStreams;
import org.tropea.protocol.linkspec.IpAddress;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.StreamEnd;
import org.tropea.protocol.stream.StreamRequest;
import org.tropea.protocol.stream.TorStream;

/**
 * One stream until it is open, and the circuits on which it is tried: those of the pool's choice,
 * or those that a controller names where streams are left to it. Confined to the pool's loop.
 */
final class StreamAttempt {
  private static final Logger log = LoggerFactory.getLogger(StreamAttempt.class);
  private static final int MAX_TRIES = 3;

  /** C tor counts 10 whole seconds, which is 9 to 11 by the clock: the least of them. */
  private static final int CONNECT_SECONDS = 9;

  /** Reasons that say more of the exit or the circuit than of the target. */
  static final Set<EndReason> WORTH_ANOTHER_CIRCUIT =
      Set.of(
          EndReason.MISC,
          EndReason.EXIT_POLICY,
          EndReason.DESTROY,
          EndReason.HIBERNATING,
          EndReason.INTERNAL,
          EndReason.RESOURCE_LIMIT,
          EndReason.TOR_PROTOCOL);

  /**
   * What all streams of a client have in common.
   *
   * @param awaitsWord whether they wait now until a controller says which circuit they are to have
   */
  record Opening(
      EventLoop loop, CircuitPool pool, InternalAddresses internal, BooleanSupplier awaitsWord) {}

  /** What a program asks for. */
  record Wish(Target target, Isolation isolation, OptimisticData early) {}

  private final EventLoop loop;
  private final CircuitPool pool;
  private final Opening opening;
  private Target target;
  private final Isolation isolation;
  private final OptimisticData early;
  private final StreamRequest request;
  private final Promise<TorStream> done;
  private final Set<RsaIdentity> silent = new HashSet<>();
  private int tries = MAX_TRIES;

  /** Its patience with a controller, while it waits for a word of it. */
  private @Nullable Future<?> word;

  private @Nullable TorStream sent;
  private int sends;

  /** Gives up what is being waited for. */
  private Runnable cancel = () -> {};

  StreamAttempt(Opening opening, Wish wish, StreamRequest request, Promise<TorStream> done) {
    this.loop = opening.loop();
    this.pool = opening.pool();
    this.opening = opening;
    this.target = wish.target();
    this.isolation = wish.isolation();
    this.early = wish.early();
    this.request = request;
    this.done = done;
    done.addListener(
        decided -> {
          if (done.isCancelled()) {
            request.failed(StreamEnd.local(EndReason.DONE));
            cancel.run();
          }
        });
  }

  void begin() {
    if (opening.awaitsWord().getAsBoolean()) {
      await();
    } else {
      takeCircuit();
    }
  }

  /** Waits for a controller's word, no longer than for a circuit. */
  private void await() {
    request.unattached();
    Future<?> patience =
        loop.schedule(
            () -> {
              request.failed(StreamEnd.local(EndReason.TIMEOUT));
              done.tryFailure(
                  new ConnectFailure(
                      ConnectFailure.Kind.TOR_NETWORK, "no controller chose a circuit in time"));
            },
            pool.patience().toMillis(),
            TimeUnit.MILLISECONDS);
    word = patience;
    cancel = () -> {};
    done.addListener(decided -> patience.cancel(false));
  }

  /**
   * The word is there that it waits for, or another circuit is chosen than the one that does not
   * answer.
   *
   * @param circuit empty for one of the pool's choice
   * @param hop the relay by which it leaves, from 1; 0 for the last one
   */
  Attachment attach(Optional<PooledCircuit> circuit, int hop) {
    if (word == null && sent == null) {
      return Attachment.NOT_MANAGED;
    }
    if (circuit.isPresent() && !circuit.get().isAttachable()) {
      return Attachment.NOT_OPEN;
    }
    if (circuit.isPresent() && (circuit.get().isOneHop() || hop == 1)) {
      return Attachment.ONE_HOP;
    }
    if (circuit.isPresent() && hop > 0 && circuit.get().relay(hop) == null) {
      return Attachment.NO_SUCH_HOP;
    }
    detach();
    Future<?> patience = word;
    word = null;
    if (patience != null) {
      patience.cancel(false);
    }
    if (circuit.isEmpty()) {
      takeCircuit();
    } else {
      pool.attached(circuit.get(), new Usage.Exit(target.port(), isolation, silent));
      open(circuit.get(), hop);
    }
    return Attachment.DONE;
  }

  /** Nobody says a word any more; all else is told by its circuit. */
  void closed() {
    if (word != null) {
      request.failed(StreamEnd.local(EndReason.MISC));
      done.tryFailure(ConnectFailure.closed());
    }
  }

  /** It is taken from the circuit on which it is not connected yet. */
  private void detach() {
    TorStream before = sent;
    sent = null;
    sends++;
    if (before != null) {
      before.end(End.of(EndReason.TIMEOUT));
      Unwatched.close(before);
    }
  }

  Target target() {
    return target;
  }

  /** It goes there instead, from its next circuit on. */
  void redirect(Target next) {
    target = next;
    request.redirect(next.host(), next.port());
  }

  private void takeCircuit() {
    Future<PooledCircuit> circuit = pool.take(new Usage.Exit(target.port(), isolation, silent));
    cancel = () -> circuit.cancel(false);
    circuit.addListener(
        (Future<PooledCircuit> taken) -> {
          if (done.isDone()) {
            return;
          }
          if (taken.isSuccess()) {
            open(taken.getNow(), 0);
          } else {
            request.failed(withoutCircuit(taken.cause()));
            done.tryFailure(noCircuit(taken.cause()));
          }
        });
  }

  private void open(PooledCircuit pooled, int hop) {
    TorStream stream;
    try {
      stream =
          streams(pooled, hop)
              .open(
                  new Begin(target.host(), target.port(), beginFlags(exit(pooled, hop), target)),
                  early.all());
    } catch (StreamException e) {
      failed(StreamEnd.local(e.reason()), pooled);
      return;
    }
    early.follow(stream);
    sent = stream;
    int mine = ++sends;
    cancel = () -> Unwatched.close(stream);
    request.sent(pooled.circuit().facts().number());
    Future<?> timeout =
        loop.schedule(() -> Unwatched.close(stream), CONNECT_SECONDS, TimeUnit.SECONDS);
    stream
        .connected()
        .addListener(
            connected -> {
              boolean late = !timeout.cancel(false);
              if (done.isDone() || sends != mine) {
                return;
              }
              sent = null;
              if (connected.isSuccess()) {
                pooled.answered();
                connected(stream);
              } else if (late) {
                // No worse a target for it: another circuit may do better, but not by these
                // relays. The first is left out: no exit shall have us leave our guard.
                pooled.behindFirst().forEach(relay -> silent.add(relay.identity()));
                failed(StreamEnd.local(EndReason.TIMEOUT), EndReason.MISC, pooled);
              } else if (!isCredible(stream.refusedAddress())) {
                // A name that leads nowhere else by another exit.
                request.failed(StreamEnd.of(stream));
                done.tryFailure(incredible());
              } else {
                StreamEnd end = StreamEnd.of(stream);
                if (end.remote()) {
                  pooled.refused(end.reason());
                }
                failed(end, pooled);
              }
            });
  }

  /** The exit says that it is connected; where it cannot be true, the stream ends. */
  private void connected(TorStream stream) {
    if (isCredible(stream.connectedAddress())) {
      request.connected(stream);
      if (!done.trySuccess(stream)) {
        Unwatched.close(stream);
      }
    } else {
      request.failed(StreamEnd.local(EndReason.TOR_PROTOCOL));
      stream.end(End.of(EndReason.TOR_PROTOCOL));
      done.tryFailure(incredible());
    }
  }

  /** Whether an exit may have connected there, or refused to, for this target. */
  private boolean isCredible(@Nullable InetAddress answer) {
    InetAddress asked = HostKind.address(target.host());
    return answer == null
        || (!answer.isAnyLocalAddress()
            && !(opening.internal().asAnswers() && IpAddress.isInternal(answer))
            && (asked == null || isIpv6(asked) == isIpv6(answer)));
  }

  private static boolean isIpv6(InetAddress address) {
    return address instanceof Inet6Address;
  }

  private ConnectFailure incredible() {
    return new ConnectFailure(
        ConnectFailure.Kind.DESTINATION,
        "the exit names an address that the target cannot have",
        EndReason.TOR_PROTOCOL);
  }

  private void failed(StreamEnd end, PooledCircuit pooled) {
    failed(end, end.reason(), pooled);
  }

  /**
   * It came to nothing on this circuit.
   *
   * @param end why, for observers
   * @param reason what the program is told, and whether another circuit is tried
   */
  private void failed(StreamEnd end, EndReason reason, PooledCircuit pooled) {
    if (!WORTH_ANOTHER_CIRCUIT.contains(reason)) {
      request.failed(end);
      done.tryFailure(
          new ConnectFailure(
              ConnectFailure.Kind.DESTINATION, "the exit could not connect: " + reason, reason));
      return;
    }
    tries--;
    if (tries > 0 || pool.isClosed()) {
      request.detached(end);
      pooled.detached();
      pool.retire(pooled);
      begin();
    } else {
      request.failed(end);
      done.tryFailure(
          new ConnectFailure(
              ConnectFailure.Kind.TOR_NETWORK,
              "no circuit of several could open the stream, the last said: " + reason,
              reason));
    }
  }

  /** C tor's words for it. */
  private static StreamEnd withoutCircuit(@Nullable Throwable reason) {
    if (!(reason instanceof NoCircuitException none)) {
      return StreamEnd.local(EndReason.INTERNAL);
    }
    return StreamEnd.local(
        switch (none.why()) {
          case CLOSED -> EndReason.MISC;
          case OUR_LIMIT -> EndReason.RESOURCE_LIMIT;
          case TOO_LATE -> EndReason.TIMEOUT;
          case NO_EXIT -> EndReason.EXIT_POLICY;
        });
  }

  static ConnectFailure noCircuit(@Nullable Throwable reason) {
    if (!(reason instanceof NoCircuitException none)) {
      log.error("Bug: asking for a circuit", reason);
      return new ConnectFailure(ConnectFailure.Kind.LOCAL, "an internal error");
    }
    String message = String.valueOf(none.getMessage());
    return switch (none.why()) {
      case CLOSED -> new ConnectFailure(ConnectFailure.Kind.CLOSED, message);
      case OUR_LIMIT -> new ConnectFailure(ConnectFailure.Kind.LOCAL, message);
      case TOO_LATE -> new ConnectFailure(ConnectFailure.Kind.TOR_NETWORK, message);
      case NO_EXIT ->
          new ConnectFailure(ConnectFailure.Kind.TOR_NETWORK, message, EndReason.EXIT_POLICY);
    };
  }

  /** What C tor's clients say: IPv6 is allowed where the exit can do it. */
  private static int beginFlags(Relay exit, Target target) {
    InetAddress literal = HostKind.address(target.host());
    AddressFamily family = literal == null ? target.family() : AddressFamily.of(literal);
    if (!family.takesIpv6()) {
      return 0;
    }
    int flags = family.takesIpv4() ? 0 : Begin.IPV4_NOT_OK;
    if (exit.allowsIpv6Exit(target.port())) {
      flags |= Begin.IPV6_OK;
    }
    return flags == Begin.IPV6_OK && family.isIpv6First() ? flags | Begin.IPV6_PREFERRED : flags;
  }

  private static OriginStreams streams(PooledCircuit pooled, int hop) {
    return hop > 0 && pooled.circuit() instanceof OriginCircuit circuit
        ? circuit.streams(hop - 1)
        : pooled.circuit().streams();
  }

  private static Relay exit(PooledCircuit pooled, int hop) {
    Relay chosen = hop > 0 ? pooled.relay(hop) : null;
    return chosen == null ? pooled.exit() : chosen;
  }
}
