package org.tropea.relay.circuit;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.CircuitAcceptor;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.FakeLink;
import org.tropea.protocol.channel.RelayCredentials;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.channel.VerifiedPeer;
import org.tropea.protocol.conflux.ReorderAccount;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.loop.FakeLoop;
import org.tropea.protocol.loop.FakeLoops;
import org.tropea.protocol.memory.MemoryAccount;
import org.tropea.protocol.memory.Reclaim;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.Extend2;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.stream.DirectoryCircuit;
import org.tropea.protocol.stream.StreamAcceptor;
import org.tropea.protocol.stream.TorStream;
import org.tropea.relay.defence.FloodDefence;
import org.tropea.relay.rendezvous.OnionServiceRules;
import org.tropea.relay.rendezvous.OnionServiceTable;

/**
 * The circuits of a relay on loops that a test runs: one for its clients' link, one for its links
 * to others, one that these are asked for on. For the test's thread.
 */
final class RelayUnderTest {
  final FakeLoops loops = new FakeLoops();
  final FakeLoop clientsLoop = loops.loop();
  final FakeLoop othersLoop = loops.loop();
  final FakeLoop registrysLoop = loops.loop();
  final HeldExecutor handshakes = new HeldExecutor();
  final StreamRecorder streams = new StreamRecorder();
  final Clock clock = new Clock();
  final RecordedCircuits circuitsSeen = new RecordedCircuits();
  final RelayCircuitWatch watch;

  /** Whom links were asked for to, and who waits for them. */
  final List<RelayTarget> asked = new ArrayList<>();

  final Queue<Promise<TorChannel>> dials = new ArrayDeque<>();

  Predicate<InetAddress> reachable = address -> true;
  Supplier<OnionHandshakes> onion = RelayUnderTest::handshakes;
  FlowRules flow = FlowRules.UNKNOWN;
  ConfluxRules conflux = ConfluxRules.NONE;
  final MemoryAccount memory = new MemoryAccount(10 << 20);
  final Reclaim reclaim = new Reclaim(memory, registrysLoop);
  final ReorderAccount account = new ReorderAccount(1 << 20, memory);
  final ConfluxSets sets = new ConfluxSets(() -> conflux, account);
  OnionServiceRules serviceRules = OnionServiceRules.of(Parameters.NONE);
  final OnionServiceTable onionServices =
      new OnionServiceTable(Curve25519.fastest(), () -> serviceRules);
  Duration maxDelay = Duration.ofMinutes(1);
  Duration cutoff = Duration.ofSeconds(5);
  private final FloodDefence defence;

  private final CreateQueue circuits;

  private static OnionHandshakes handshakes() {
    RelayCredentials self = RelayCredentials.one();
    return new OnionHandshakes(
        Curve25519.fastest(),
        new Identities(self.rsaKey().publicKey().identity(), self.identityKey().identity()),
        List.of(self.onionKey()),
        new SecureRandom());
  }

  RelayUnderTest() {
    this(null);
  }

  /** The same; its circuits are told to {@code observer}, null for {@link #circuitsSeen}. */
  RelayUnderTest(@Nullable RelayCircuitObserver observer) {
    this(observer, Map.of(NetworkParameter.DOS_BEGIN_DIR_RATE_ENABLED, 0));
  }

  /** The same, told these parameters whatever the network says. */
  RelayUnderTest(@Nullable RelayCircuitObserver observer, Map<NetworkParameter, Integer> told) {
    watch = new RelayCircuitWatch(observer == null ? circuitsSeen : observer);
    defence = new FloodDefence(true, told, clock, new SecureRandom());
    ChannelRegistry registry = mock(ChannelRegistry.class);
    when(registry.loop()).thenReturn(registrysLoop);
    when(registry.channelTo(any(), any(ChannelRegistry.Asker.class), any()))
        .thenAnswer(
            call -> {
              asked.add(call.getArgument(0));
              Promise<TorChannel> dial = registrysLoop.newPromise();
              dials.add(dial);
              return dial;
            });
    RelayCredentials self = RelayCredentials.other();
    circuits =
        new CreateQueue(
            handshakes,
            new HandshakeLoad(1, () -> maxDelay, () -> cutoff, clock),
            () -> onion.get(),
            registry,
            new Identities(self.rsaKey().publicKey().identity(), self.identityKey().identity()),
            new CircuitRules(
                address -> reachable.test(address), relay -> true, () -> flow, defence),
            streams,
            watch,
            sets,
            onionServices,
            new SecureRandom());
  }

  FloodDefence defence() {
    return defence;
  }

  CircuitAcceptor acceptor() {
    return circuits;
  }

  /** A link by which circuits come; {@code peer} is null where it is a client's. */
  FakeLink incoming(@Nullable VerifiedPeer peer) {
    return new FakeLink(clientsLoop, false, peer, circuits, memory);
  }

  /** A link to another relay, on a loop of its own. */
  FakeLink outgoing() {
    return new FakeLink(othersLoop, true, null, CircuitAcceptor.NONE, memory);
  }

  /** Extends the circuit of {@code origin} to some relay; the link to that. */
  FakeLink extended(ScriptedOrigin origin) throws Exception {
    SecureRandom random = new SecureRandom();
    RelayTarget target =
        new RelayTarget(
            RsaSigningKey.generate(1024, random).publicKey().identity(),
            Ed25519SigningKey.generate(random).identity(),
            List.of(EmbeddedLink.ADDRESS));
    origin.sendEarly(0, new Extend2(target.linkSpecifiers(), 2, Bytes.copyFrom(new byte[84])));
    loops.run();
    FakeLink next = outgoing();
    dialled(next);
    next.receive(new Created2(next.sent().get(0).circuitId(), Bytes.copyFrom(new byte[64])));
    loops.run();
    origin.receivedOne();
    return next;
  }

  /** The oldest link that was asked for is there. */
  void dialled(FakeLink link) {
    registrysLoop.now(() -> dials.remove().setSuccess(link.channel()));
    loops.run();
  }

  /** The oldest link that was asked for did not come about. */
  void failed(Throwable cause) {
    registrysLoop.now(() -> dials.remove().setFailure(cause));
    loops.run();
  }

  /** A clock that a test sets. */
  static final class Clock implements java.time.InstantSource {
    java.time.Instant now = RelayCredentials.NOW;

    @Override
    public java.time.Instant instant() {
      return now;
    }
  }

  /** Runs what it was given when it is told to, or refuses it. */
  static final class HeldExecutor implements java.util.concurrent.Executor {
    final Queue<Runnable> held = new ArrayDeque<>();
    boolean full;

    @Override
    public void execute(Runnable task) {
      if (full) {
        throw new RejectedExecutionException("full");
      }
      held.add(task);
    }

    void runAll() {
      for (Runnable task = held.poll(); task != null; task = held.poll()) {
        task.run();
      }
    }
  }

  /** Keeps the streams that begin, or fails in their stead. */
  static final class StreamRecorder implements StreamAcceptor {
    final List<TorStream> begun = new ArrayList<>();
    final List<TorStream> directories = new ArrayList<>();
    final List<Begin> begins = new ArrayList<>();
    final List<Resolve> resolves = new ArrayList<>();
    final List<Consumer<Resolved>> answers = new ArrayList<>();
    @Nullable Error failure;

    private void fail() {
      Error due = failure;
      if (due != null) {
        throw due;
      }
    }

    @Override
    public void onBegin(TorStream stream, Begin begin) {
      fail();
      begun.add(stream);
      begins.add(begin);
    }

    @Override
    public void onBeginDirectory(TorStream stream, DirectoryCircuit circuit) {
      fail();
      directories.add(stream);
    }

    @Override
    public void onResolve(EventLoop loop, Resolve resolve, Consumer<Resolved> answer) {
      fail();
      resolves.add(resolve);
      answers.add(answer);
    }
  }
}
