package org.tropea.client;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.client.pool.CircuitPool;
import org.tropea.client.pool.Isolation;
import org.tropea.client.pool.PooledCircuit;
import org.tropea.client.pool.Usage;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.protocol.linkspec.IpAddress;
import org.tropea.protocol.message.Answer;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.message.StreamException;

/**
 * Has exits look names and addresses up (tor-spec 6.4, row S02), and tries another circuit where
 * that may help. Answers that cannot be meant for the Internet are passed over. Confined to its
 * loop.
 */
final class Lookups implements Resolver {
  private static final int MAX_TRIES = 3;
  private static final int ANSWER_SECONDS = 9;

  /** Nearly every exit serves it, and the circuit kept ready mostly does. */
  private static final int PORT = 443;

  private final EventLoop loop;
  private final CircuitPool pool;
  private final InternalAddresses internal;

  Lookups(EventLoop loop, CircuitPool pool, InternalAddresses internal) {
    this.loop = loop;
    this.pool = pool;
    this.internal = internal;
  }

  @Override
  public Future<Optional<Answer>> resolve(Lookup lookup, Isolation isolation) {
    assert loop.inEventLoop();
    if (lookup instanceof Lookup.Forward forward) {
      InetAddress itself = HostKind.address(forward.host());
      if (itself != null) {
        return loop.newSucceededFuture(Optional.of(Answer.of(itself, 0)));
      }
      HostKind kind = HostKind.of(forward.host());
      if (kind != HostKind.NAME && kind != HostKind.INTERNAL) {
        return failed(ConnectFailure.Kind.MISUSE, "no exit may be asked for the host");
      }
    } else if (lookup instanceof Lookup.Reverse reverse
        && internal.asAnswers()
        && IpAddress.isInternal(reverse.address())) {
      return failed(ConnectFailure.Kind.DESTINATION, "addresses of private networks have no names");
    }
    Attempt attempt = new Attempt(lookup, isolation);
    attempt.begin();
    return attempt.done;
  }

  private Future<Optional<Answer>> failed(ConnectFailure.Kind kind, String why) {
    return loop.newFailedFuture(new ConnectFailure(kind, why, EndReason.RESOLVE_FAILED));
  }

  /** The name under which DNS has an address's name. */
  private static String pointer(InetAddress address) {
    StringBuilder name = new StringBuilder();
    byte[] bytes = address.getAddress();
    for (int i = bytes.length - 1; i >= 0; i--) {
      int each = bytes[i] & 0xff;
      if (address instanceof Inet6Address) {
        name.append(Character.forDigit(each & 0xf, 16)).append('.');
        name.append(Character.forDigit(each >> 4, 16)).append('.');
      } else {
        name.append(each).append('.');
      }
    }
    return name.append(address instanceof Inet6Address ? "ip6.arpa" : "in-addr.arpa").toString();
  }

  private static Resolve question(Lookup lookup) {
    return new Resolve(
        lookup instanceof Lookup.Forward forward
            ? forward.host()
            : pointer(((Lookup.Reverse) lookup).address()));
  }

  /** Which of an exit's answers is the one; C tor's choice. */
  private Optional<Answer> chosen(Lookup lookup, Resolved resolved) throws ConnectFailure {
    List<Answer> answers = new ArrayList<>(resolved.answers());
    answers.removeIf(each -> each.address() == null && each.host() == null);
    if (answers.isEmpty()) {
      boolean transientError =
          resolved.answers().stream().anyMatch(each -> each.type() == Answer.TRANSIENT_ERROR);
      boolean error = resolved.answers().stream().anyMatch(each -> each.type() == Answer.ERROR);
      if (error || transientError) {
        throw notFound(error && !transientError);
      }
    }
    if (internal.asAnswers()) {
      boolean any = !answers.isEmpty();
      answers.removeIf(
          each -> {
            InetAddress address = each.address();
            return address != null && IpAddress.isInternal(address);
          });
      if (any && answers.isEmpty()) {
        throw notFound(false);
      }
    }
    return lookup instanceof Lookup.Forward forward
        ? address(answers, forward.wanted())
        : Optional.of(name(answers));
  }

  private static Optional<Answer> address(List<Answer> answers, AddressFamily wanted) {
    Optional<Answer> ipv4 = first(answers, Answer.IPV4).filter(each -> wanted.takesIpv4());
    Optional<Answer> ipv6 = first(answers, Answer.IPV6).filter(each -> wanted.takesIpv6());
    return wanted.isIpv6First() ? ipv6.or(() -> ipv4) : ipv4.or(() -> ipv6);
  }

  private static Answer name(List<Answer> answers) throws ConnectFailure {
    Answer name = first(answers, Answer.HOSTNAME).orElseThrow(() -> notFound(true));
    // What is no name could be anything to whoever is told it (TROVE-2026-035).
    String host = String.valueOf(name.host());
    HostKind kind = HostKind.of(host);
    if (kind == HostKind.MALFORMED || HostKind.address(host) != null) {
      throw notFound(true);
    }
    return name;
  }

  private static Optional<Answer> first(List<Answer> answers, int type) {
    return answers.stream().filter(each -> each.type() == type).findFirst();
  }

  private static ConnectFailure notFound(boolean forGood) {
    return new ConnectFailure(
        forGood ? ConnectFailure.Kind.DESTINATION : ConnectFailure.Kind.TOR_NETWORK,
        forGood ? "the exit found nothing" : "the exit found nothing that can be believed just now",
        EndReason.RESOLVE_FAILED);
  }

  /** One lookup, and the circuits it is tried on. */
  private final class Attempt {
    private final Lookup lookup;
    private final Isolation isolation;
    private final Promise<Optional<Answer>> done = loop.newPromise();
    private final Set<RsaIdentity> silent = new HashSet<>();
    private @Nullable Future<?> waitingFor;
    private int tries = MAX_TRIES;

    Attempt(Lookup lookup, Isolation isolation) {
      this.lookup = lookup;
      this.isolation = isolation;
      done.addListener(
          decided -> {
            if (done.isCancelled() && waitingFor != null) {
              waitingFor.cancel(false);
            }
          });
    }

    void begin() {
      Future<PooledCircuit> circuit = pool.take(new Usage.Exit(PORT, isolation, silent));
      waitingFor = circuit;
      circuit.addListener(
          (Future<PooledCircuit> taken) -> {
            if (done.isDone()) {
              return;
            }
            if (taken.isSuccess()) {
              ask(taken.getNow());
            } else {
              done.tryFailure(StreamAttempt.noCircuit(taken.cause()));
            }
          });
    }

    private void ask(PooledCircuit pooled) {
      Future<Resolved> answer;
      try {
        answer = pooled.circuit().streams().resolve(question(lookup));
      } catch (StreamException e) {
        failed(e.reason(), pooled);
        return;
      }
      waitingFor = answer;
      Future<?> timeout =
          loop.schedule(() -> answer.cancel(false), ANSWER_SECONDS, TimeUnit.SECONDS);
      answer.addListener(
          (Future<Resolved> come) -> {
            timeout.cancel(false);
            if (done.isDone()) {
              return;
            }
            if (come.isSuccess()) {
              pooled.answered();
              answered(come.getNow());
            } else if (come.isCancelled()) {
              // No exit shall have us leave our guard.
              pooled.behindFirst().forEach(relay -> silent.add(relay.identity()));
              failed(EndReason.MISC, pooled);
            } else {
              EndReason reason =
                  come.cause() instanceof StreamException e ? e.reason() : EndReason.MISC;
              // Where the circuit is gone, no exit has said it.
              pooled.refused(reason);
              failed(reason, pooled);
            }
          });
    }

    private void answered(Resolved resolved) {
      try {
        done.trySuccess(chosen(lookup, resolved));
      } catch (ConnectFailure e) {
        done.tryFailure(e);
      }
    }

    private void failed(EndReason reason, PooledCircuit pooled) {
      tries--;
      boolean another = StreamAttempt.WORTH_ANOTHER_CIRCUIT.contains(reason);
      if (another && (tries > 0 || pool.isClosed())) {
        pooled.detached();
        pool.retire(pooled);
        begin();
      } else {
        done.tryFailure(
            new ConnectFailure(
                ConnectFailure.Kind.TOR_NETWORK, "the exit looked nothing up: " + reason, reason));
      }
    }
  }
}
