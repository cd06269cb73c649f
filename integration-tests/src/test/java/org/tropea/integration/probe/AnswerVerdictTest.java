package org.tropea.integration.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.network.NetworkFlow;
import org.tropea.directory.network.Parameters;
import org.tropea.integration.ListedRelays;
import org.tropea.integration.OfflineClient;
import org.tropea.integration.probe.AnsweringRelay.Fault;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.LinkParty;
import org.tropea.protocol.channel.LinkWatch;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.circuit.CircuitStart;
import org.tropea.protocol.circuit.HopHandshake;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.HopRequest;

/**
 * Case circuit-40, rows C04 and C05: what a relay answers to ntor v3, right and wrong, to a client
 * of ours and to one of C tor 0.4.9.15, which do the same with it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswerVerdictTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final FlowRules RULES = NetworkFlow.atOrigin(Parameters.NONE);

  /**
   * What our clients, and C tor's, ask a relay of these protocols. One without congestion control
   * is asked by ntor, so that nobody gets an answer to nothing: {@code HopTest} has that.
   */
  private enum Asked {
    CONTROL("FlowCtrl=1-2 Link=3-5 Relay=2-4"),
    ALL("FlowCtrl=1-2 Link=3-5 Relay=2-6");

    private final String protocols;

    Asked(String protocols) {
      this.protocols = protocols;
    }

    HopRequest request() {
      return this == ALL ? HopRequest.ALL : new HopRequest(true, false);
    }
  }

  private static final Set<String> SAID_BY_CLIENTS =
      Set.of("02010002011f", "0202011f03020206", "0202011f03020205");

  private record Answer(String granted, Fault fault) {}

  private final Map<Asked, AnsweringRelay> relays = new EnumMap<>(Asked.class);
  private MultiThreadIoEventLoopGroup loops;
  private TropeaNode guard;
  private OfflineClient ctor;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    guard = new TropeaNode("guard", folder, 1);
    ListedRelays listed = new ListedRelays();
    listed.add("guard", guard.node().target(), guard.node().onionKey(), Asked.ALL.protocols);
    for (Asked each : Asked.values()) {
      AnsweringRelay relay = new AnsweringRelay(guard.node());
      relays.put(each, relay);
      listed.add(each.name(), target(relay), relay.onionKey().publicKey(), each.protocols);
    }
    ctor = OfflineClient.start(folder, listed);
  }

  @AfterAll
  void stop() throws Exception {
    ctor.close();
    relays.values().forEach(AnsweringRelay::close);
    guard.close();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private RelayTarget target(AnsweringRelay relay) {
    // Nobody connects there: it is reached over the link that it has opened.
    return new RelayTarget(
        relay.identity().rsaIdentity(),
        relay.identity().ed25519Identity(),
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9)));
  }

  private static List<Answer> answers() {
    List<Answer> answers = new ArrayList<>();
    for (String granted :
        List.of(
            // Nothing, and what may be granted.
            "00",
            "0102011f",
            // Other increments than the network's 31.
            "01020100",
            "01020101",
            "0102011d",
            "0102011e",
            "01020120",
            "01020121",
            "0102013e",
            "010201ff",
            // Too short, too long, twice.
            "010200",
            "0102021fff",
            "0202011f02011f",
            "0202011f020120",
            "02020100" + "02011f",
            // What nobody asked for: unknown, and what only a client says.
            "017f00",
            "017f03010203",
            "027f0002011f",
            "0202011f7f00",
            "010100",
            "0201000" + "2011f",
            "0103020206",
            "0202011f03020206",
            "0202011f03020205",
            "0104020206",
            "0202011f0400",
            // Malformed.
            "",
            "01",
            "ff",
            "0102",
            "010201",
            "0202011f",
            "0102ff1f",
            // Bytes behind it.
            "00ffff",
            "0102011fffff")) {
      answers.add(new Answer(granted, Fault.NONE));
    }
    for (Fault fault : Fault.values()) {
      answers.add(new Answer("00", fault));
      answers.add(new Answer("0102011f", fault));
    }
    return answers.stream().distinct().toList();
  }

  @Test
  void answers_toAClient_areTakenOrRefusedAsByCtors() throws Exception {
    Map<String, Boolean> ours = new LinkedHashMap<>();
    Map<String, Boolean> theirs = new LinkedHashMap<>();
    TorChannel channel = channel();
    for (Asked asked : Asked.values()) {
      for (Answer answer : answers()) {
        String what = asked + " " + answer;
        boolean taken = takenByCtor(asked, answer);
        // C tor passes over what only a client says; ours takes no answer to what it did not ask.
        theirs.put(what, taken && !SAID_BY_CLIENTS.contains(answer.granted()));
        ours.put(what, takenByOurs(channel, asked, answer));
      }
    }
    assertThat(ours).containsValue(true).containsValue(false);
    assertThat(
            ours.keySet().stream()
                .filter(each -> !Objects.equals(ours.get(each), theirs.get(each)))
                .map(each -> each + ": " + ours.get(each) + ", C tor " + theirs.get(each)))
        .isEmpty();
  }

  private boolean takenByCtor(Asked asked, Answer answer) throws Exception {
    ctor.extend("guard", asked.name());
    checkAsked(asked, relay(asked).answer(bytes(answer), answer.fault()));
    return ctor.awaitBuilt(PATIENCE);
  }

  private boolean takenByOurs(TorChannel channel, Asked asked, Answer answer) throws Exception {
    EventLoop loop = channel.loop();
    RelayTarget first = guard.node().target();
    OriginCircuit circuit =
        on(
                loop,
                () ->
                    OriginCircuit.create2(
                        channel,
                        HopHandshake.with(
                            CURVE, first, guard.node().onionKey(), HopRequest.ALL, RANDOM),
                        new CircuitStart(CircuitStart.silent(RANDOM).tally(), () -> RULES, RANDOM)))
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    AnsweringRelay relay = relay(asked);
    HopHandshake handshake =
        HopHandshake.with(
            CURVE, target(relay), relay.onionKey().publicKey(), asked.request(), RANDOM);
    Future<OriginCircuit> extended = on(loop, () -> circuit.extend(target(relay), handshake));
    checkAsked(asked, relay.answer(bytes(answer), answer.fault()));
    assertThat(extended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    if (extended.isSuccess()) {
      loop.execute(circuit::destroy);
    } else {
      assertThat(circuit.closed().await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    return extended.isSuccess();
  }

  private static void checkAsked(Asked asked, byte[] extensions) {
    assertThat(extensions).isEqualTo(asked.request().write());
  }

  private static byte[] bytes(Answer answer) {
    return HexFormat.of().parseHex(answer.granted());
  }

  private TorChannel channel() throws Exception {
    EventLoop loop = loops.next();
    ChannelRegistry registry =
        new ChannelRegistry(loop, () -> loop, LinkParty.client(Machine.best(), LinkWatch.silent()));
    return on(loop, () -> registry.channelTo(guard.node().target(), phase -> {}))
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private AnsweringRelay relay(Asked asked) {
    return Objects.requireNonNull(relays.get(asked));
  }

  /** Has that done on the loop, and waits until it was; what comes of it comes later. */
  private static <T> Future<T> on(EventLoop loop, Callable<Future<T>> start) {
    Promise<T> done = ImmediateEventExecutor.INSTANCE.newPromise();
    Callable<Void> task =
        () -> {
          start.call().addListener(new PromiseNotifier<>(done));
          return null;
        };
    loop.submit(task).syncUninterruptibly();
    return done;
  }
}
