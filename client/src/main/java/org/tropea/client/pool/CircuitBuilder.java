package org.tropea.client.pool;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tropea.client.guard.CircuitBias;
import org.tropea.client.path.Path;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.network.NetworkFlow;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.LinkPhase;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.circuit.CircuitStart;
import org.tropea.protocol.circuit.CircuitTally;
import org.tropea.protocol.circuit.CircuitWatch;
import org.tropea.protocol.circuit.HopHandshake;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginSet;
import org.tropea.protocol.conflux.LinkedCircuits;
import org.tropea.protocol.conflux.ReorderAccount;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.ConfluxTerms;

/**
 * Builds circuits along given paths: a channel to the first relay, CREATE2, then EXTEND2 by EXTEND2
 * (tor-spec 5.3). Confined to the loop of its registry.
 */
public final class CircuitBuilder {
  /** C tor looks for slow circuits once a second: it begins no more than one a second for them. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  /** Of the memory, what messages of all conflux sets may hold that wait for their turn: 1/8. */
  private static final int REORDER_SHARE = 8;

  private final EventLoop loop;
  private final ChannelRegistry registry;
  private final Curve25519 curve;
  private final SecureRandom random;
  private final CircuitWatch watch;
  private final BuildTimes times;
  private final Consumer<LinkPhase> progress;
  private final ReorderAccount account =
      new ReorderAccount(Runtime.getRuntime().maxMemory() / REORDER_SHARE);
  private FlowRules flow = FlowRules.UNKNOWN;
  private boolean namesEd25519;

  /** What is under way or there, by the numbers of the circuits. */
  private final Map<Long, Attempt> open = new HashMap<>();

  /** A builder; {@code progress} hears how the links to first relays come along. */
  public CircuitBuilder(
      EventLoop loop,
      ChannelRegistry registry,
      Machine machine,
      CircuitWatch watch,
      BuildTimes times,
      Consumer<LinkPhase> progress) {
    this.loop = loop;
    this.registry = registry;
    this.curve = machine.curve();
    this.random = machine.random();
    this.watch = watch;
    this.times = times;
    this.progress = progress;
  }

  /** Goes by these parameters of the network from now on, on circuits built before too. */
  void use(Parameters parameters) {
    flow = NetworkFlow.atOrigin(parameters);
    times.use(parameters);
    namesEd25519 = parameters.has(NetworkParameter.EXTEND_BY_ED25519_ID);
  }

  /** What a circuit that is extended says of the next relay: as C tor, what the network wants. */
  RelayTarget extendedTo(RelayTarget next) {
    return namesEd25519 ? next : new RelayTarget(next.rsaIdentity(), null, next.addresses());
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** How long its circuits may take, by what is known so far. */
  BuildTimeouts timeouts() {
    return times.isLearned()
        ? new BuildTimeouts(longer(times.timeout(), LEAST), times.close())
        : BuildTimeouts.FIRST;
  }

  /** Whether circuits are wanted to learn by how long one takes. */
  boolean isLearning() {
    return times.isLearning();
  }

  /**
   * Builds a circuit along {@code path}.
   *
   * @param bias told how far it comes; null where it does not count
   * @return the circuit fails with a {@link BuildFailure}; then nothing is left of it
   */
  Begun build(Path path, Errand errand, @Nullable CircuitBias bias) {
    assert loop.inEventLoop();
    Attempt attempt = new Attempt(path, errand, bias);
    return new Begun(attempt.tally.facts().number(), attempt.start());
  }

  /** A circuit under way, and the number that it has from the first. */
  record Begun(long number, Future<OriginCircuit> circuit) {}

  /**
   * Closes the circuit of that number, or gives it up, since the user asks for it.
   *
   * @param ifUnused leaves it open where something is on it
   * @return whether there is one
   */
  boolean close(long number, boolean ifUnused) {
    assert loop.inEventLoop();
    Attempt attempt = open.get(number);
    if (attempt == null) {
      return false;
    }
    OriginCircuit circuit = attempt.circuit;
    if (circuit == null || !attempt.done.isDone()) {
      attempt.fail("it was closed by its user", DestroyReason.REQUESTED);
    } else if (!ifUnused || circuit.isIdle()) {
      circuit.destroy(DestroyReason.REQUESTED);
    }
    return true;
  }

  /** A conflux set of a new name, without legs. */
  OriginSet newSet(ConfluxPlan plan) {
    byte[] name = new byte[ConfluxTerms.NONCE_LENGTH];
    random.nextBytes(name);
    LinkedCircuits.Charter charter =
        new LinkedCircuits.Charter(Bytes.copyFrom(name), plan.wish(), plan.legs(), plan.queue());
    return new OriginSet(loop, charter, account, random);
  }

  /** How {@code relay} is asked to be a hop. */
  HopHandshake handshakeWith(Relay relay) {
    return HopHandshake.with(
        curve, relay.target(), relay.microdescriptor().ntorOnionKey(), relay.asked(), random);
  }

  /** One circuit being built. */
  private final class Attempt {
    private final Path path;
    private final CircuitTally tally;
    private final @Nullable CircuitBias bias;
    private final Promise<OriginCircuit> done = loop.newPromise();
    private @Nullable OriginCircuit circuit;
    private boolean linked;
    private int reached;
    private long began;

    Attempt(Path path, Errand errand, @Nullable CircuitBias bias) {
      this.path = path;
      this.bias = bias;
      this.tally =
          watch.launch(
              errand.purpose(),
              Stream.concat(path.hops().stream().map(Relay::target), errand.beyond().stream())
                  .toList());
    }

    Future<OriginCircuit> start() {
      Future<?> timeout =
          loop.schedule(
              () -> {
                if (linked && isMeasured()) {
                  times.givenUp();
                }
                if (bias != null && !done.isDone()) {
                  bias.timedOut();
                }
                fail("a relay did not answer in time", DestroyReason.TIMEOUT);
              },
              timeouts().giveUp().toMillis(),
              TimeUnit.MILLISECONDS);
      done.addListener(d -> timeout.cancel(false));
      open.put(tally.facts().number(), this);
      done.addListener(this::keep);
      Relay first = path.first();
      registry
          .channelTo(first.target(), progress)
          .addListener(
              (Future<TorChannel> opened) -> {
                if (!opened.isSuccess()) {
                  fail(opened.cause().getMessage(), DestroyReason.CHANNEL_CLOSED);
                } else if (!done.isDone()) {
                  linked = true;
                  measure();
                  Future<OriginCircuit> creating =
                      OriginCircuit.create2(
                          opened.getNow(),
                          handshakeWith(first),
                          new CircuitStart(tally, () -> flow, random));
                  creating.addListener(this::grown);
                  // A relay that never answers CREATE2 must not keep the circuit's place.
                  done.addListener(d -> creating.cancel(false));
                }
              });
      return done;
    }

    private void keep(Future<? super OriginCircuit> decided) {
      long number = tally.facts().number();
      if (decided.isSuccess()) {
        ((OriginCircuit) decided.getNow()).closed().addListener(closed -> open.remove(number));
      } else {
        open.remove(number);
      }
    }

    private void grown(Future<? super OriginCircuit> step) {
      if (!step.isSuccess()) {
        // Whatever ended it has told the tally why.
        fail(step.cause().getMessage(), DestroyReason.NONE);
        return;
      }
      OriginCircuit grownCircuit = (OriginCircuit) step.getNow();
      circuit = grownCircuit;
      if (done.isDone()) {
        grownCircuit.destroy();
        return;
      }
      reached++;
      if (reached == 2 && bias != null && !bias.attempted()) {
        fail("its guard fails too many circuits", DestroyReason.PROTOCOL);
        return;
      }
      if (reached == path.hops().size()) {
        if (isMeasured()) {
          times.built(Duration.ofNanos(loop.ticker().nanoTime() - began));
        }
        done.setSuccess(grownCircuit);
        return;
      }
      Relay next = path.hops().get(reached);
      grownCircuit.extend(extendedTo(next.target()), handshakeWith(next)).addListener(this::grown);
    }

    /** C tor compares circuits of one length. */
    private boolean isMeasured() {
      return path.hops().size() == 3;
    }

    /** From when its first hop is asked for, as in C tor. */
    private void measure() {
      began = loop.ticker().nanoTime();
      if (isMeasured()) {
        Future<?> slow =
            loop.schedule(
                () -> times.tooSlow(reached > 0),
                times.timeout().toMillis(),
                TimeUnit.MILLISECONDS);
        done.addListener(d -> slow.cancel(false));
      }
    }

    private void fail(@Nullable String why, DestroyReason reason) {
      String where = reached == 0 ? "the first relay" : "relay " + (reached + 1);
      if (!done.isDone()) {
        tally.end(reason);
        done.setFailure(new BuildFailure(where + ": " + why, !linked));
        if (circuit != null) {
          circuit.destroy(reason);
        }
      }
    }
  }
}
