package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.client.path.Path;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.directory.network.Parameters;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.LinkPhase;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.CircuitWatch;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.RecordedCircuits;
import org.tropea.protocol.linkspec.RelayTarget;

/** What observers are told of circuits that come to nothing. Time is the test's. */
class CircuitBuilderTest {
  private static final String LAUNCHED = "launched circuit 1, GENERAL, 3 hops";

  private final EmbeddedLink link = EmbeddedLink.open();
  private final ChannelRegistry registry = mock(ChannelRegistry.class);
  private final Promise<TorChannel> dialled = link.channel().loop().newPromise();
  private final RecordedCircuits observer = new RecordedCircuits();
  private final List<LinkPhase> phases = new ArrayList<>();
  private final BuildTimes times = new BuildTimes(new SecureRandom(), () -> {});
  private final CircuitBuilder builder =
      new CircuitBuilder(
          link.channel().loop(),
          registry,
          Machine.best(),
          new CircuitWatch(observer),
          times,
          phases::add);
  private Path path;

  @BeforeEach
  void dial() throws DecodeException {
    List<Relay> relays = new ArrayList<>(ScriptedPool.network().relays());
    path = new Path(relays.subList(0, 3));
    when(registry.channelTo(any(), any())).thenReturn(dialled);
  }

  @AfterEach
  void close() {
    link.close();
  }

  private void assertFailed(Future<OriginCircuit> building, boolean atLink, String why) {
    assertThat(building.cause())
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.atLink()).isEqualTo(atLink));
    assertThat(observer.events).containsExactly(LAUNCHED, "failed 1: " + why);
  }

  @Test
  void circuit_isLaunchedBeforeThereIsALink() {
    Future<OriginCircuit> building =
        builder.build(path, Errand.of(CircuitPurpose.GENERAL), null).circuit();
    assertThat(observer.events).containsExactly(LAUNCHED);
    assertThat(observer.facts.get(0).path())
        .isEqualTo(path.hops().stream().map(Relay::target).toList());
    assertThat(building.isDone()).isFalse();
  }

  @Test
  void circuit_thatIsExtendedLater_isLaunchedWithItsLastRelay() {
    Relay end = path.last();
    Path beginning = new Path(path.hops().subList(0, 2));
    Errand errand = new Errand(CircuitPurpose.INTRODUCTION, List.of(end.target()));
    assertThat(builder.build(beginning, errand, null).circuit().isDone()).isFalse();
    assertThat(observer.facts.get(0).purpose()).isEqualTo(CircuitPurpose.INTRODUCTION);
    assertThat(observer.facts.get(0).path())
        .isEqualTo(path.hops().stream().map(Relay::target).toList());
  }

  @Test
  void timeouts_onceLearned_beginNoMoreThanOneCircuitASecond() {
    assertThat(builder.timeouts()).isEqualTo(BuildTimeouts.FIRST);
    assertThat(times.restore(List.of("15 100"), 100, 0)).isTrue();
    assertThat(builder.timeouts())
        .isEqualTo(new BuildTimeouts(Duration.ofSeconds(1), Duration.ofMinutes(1)));
    assertThat(times.restore(List.of("2995 900"), 900, 0)).isTrue();
    assertThat(builder.timeouts().another()).isGreaterThan(Duration.ofSeconds(2));
  }

  /** As by C tor: where the parameter is 1, and not where nobody says anything. */
  @Test
  void extension_namesTheEd25519Identity_onlyWhereTheNetworkSaysSo() {
    RelayTarget listed = path.hops().get(1).target();
    RelayTarget whole =
        new RelayTarget(
            listed.rsaIdentity(),
            Ed25519Identity.of(new byte[Ed25519Identity.LENGTH]),
            listed.addresses());
    RelayTarget plain = new RelayTarget(listed.rsaIdentity(), null, listed.addresses());
    builder.use(Parameters.NONE);
    assertThat(builder.extendedTo(whole)).isEqualTo(plain);
    builder.use(new Parameters(Map.of("ExtendByEd25519ID", 1)));
    assertThat(builder.extendedTo(whole)).isEqualTo(whole);
  }

  @Test
  void link_thatFails_failsTheCircuit() {
    Future<OriginCircuit> building =
        builder.build(path, Errand.of(CircuitPurpose.GENERAL), null).circuit();
    dialled.setFailure(new ChannelException("refused"));
    link.pump();
    assertFailed(building, true, "CHANNEL_CLOSED");
  }

  /** TROVE-2026-057: a circuit that waited for the link is closed, and the link comes. */
  @Test
  void link_thatDoesNotOpen_failsTheCircuit_andWhatOpensLaterStartsNothing() {
    Future<OriginCircuit> building =
        builder.build(path, Errand.of(CircuitPurpose.GENERAL), null).circuit();
    link.advance(BuildTimeouts.FIRST.giveUp());
    assertFailed(building, true, "TIMEOUT");
    dialled.setSuccess(link.channel());
    link.pump();
    assertThat(link.peer().received()).isEmpty();
  }

  @Test
  void create_thatIsNotAnswered_failsTheCircuit_andGivesItsPlaceBack() {
    dialled.setSuccess(link.channel());
    Future<OriginCircuit> building =
        builder.build(path, Errand.of(CircuitPurpose.GENERAL), null).circuit();
    link.pump();
    int id = link.peer().expect(Create2.class).circuitId();
    link.advance(BuildTimeouts.FIRST.giveUp().minus(Duration.ofSeconds(1)));
    assertThat(building.isDone()).isFalse();
    link.advance(Duration.ofSeconds(1));
    assertFailed(building, false, "TIMEOUT");
    assertThat(times.abandoned()).isEqualTo(1);
    assertThat(link.peer().expect(Destroy.class)).isEqualTo(new Destroy(id, DestroyReason.NONE));
  }

  @Test
  void create_thatIsRefused_failsTheCircuitForTheRelaysReason() {
    dialled.setSuccess(link.channel());
    Future<OriginCircuit> building =
        builder.build(path, Errand.of(CircuitPurpose.GENERAL), null).circuit();
    link.pump();
    int id = link.peer().expect(Create2.class).circuitId();
    link.peer().send(new Destroy(id, DestroyReason.RESOURCE_LIMIT));
    link.pump();
    assertFailed(building, false, "RESOURCE_LIMIT from a relay");
  }
}
