package org.tropea.relay.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.google.crypto.tink.util.Bytes;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.CircuitAcceptor;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.FakeLink;
import org.tropea.protocol.channel.RelayCredentials;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.channel.VerifiedPeer;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.linkspec.LinkSpecifier;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.linkspec.RsaLinkSpecifier;
import org.tropea.protocol.loop.FakeLoop;
import org.tropea.protocol.loop.FakeLoops;
import org.tropea.protocol.message.Extend2;
import org.tropea.relay.defence.FloodDefence;

/** Whom a relay extends circuits to, and how the way is opened over three loops. */
class ExtendingTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final RsaIdentity RSA = rsaIdentity();
  private static final Ed25519Identity ED25519 = Ed25519SigningKey.generate(RANDOM).identity();
  private static final InetSocketAddress IPV4 = new InetSocketAddress("192.0.2.7", 9001);
  private static final InetSocketAddress IPV6 = new InetSocketAddress("2001:db8::7", 9001);

  private final FakeLoops loops = new FakeLoops();
  private final FakeLoop circuits = loops.loop();
  private final FakeLoop others = loops.loop();
  private final FakeLoop registrys = loops.loop();
  private final FakeLink previous = new FakeLink(circuits, false, null, CircuitAcceptor.NONE);
  private final FakeLink next = new FakeLink(others, true, null, CircuitAcceptor.NONE);
  private final List<RelayTarget> asked = new ArrayList<>();
  private final List<ChannelRegistry.Asker> askers = new ArrayList<>();
  private final ChannelRegistry registry = mock(ChannelRegistry.class);
  private final Identities self =
      new Identities(
          RelayCredentials.other().rsaKey().publicKey().identity(),
          RelayCredentials.other().identityKey().identity());
  private Predicate<InetAddress> reachable = address -> true;
  private final Extending extending =
      new Extending(
          registry,
          self,
          new CircuitRules(
              address -> reachable.test(address),
              relay -> true,
              () -> FlowRules.UNKNOWN,
              FloodDefence.none()));
  private Promise<TorChannel> dial;
  private VerifiedPeer peer;

  private static RsaIdentity rsaIdentity() {
    return RsaSigningKey.generate(1024, RANDOM).publicKey().identity();
  }

  @BeforeEach
  void open() throws Exception {
    try (EmbeddedLink link = EmbeddedLink.open()) {
      peer = Objects.requireNonNull(link.channel().peer());
    }
    dial = registrys.newPromise();
    when(registry.loop()).thenReturn(registrys);
    when(registry.channelTo(any(), any(ChannelRegistry.Asker.class), any()))
        .thenAnswer(
            call -> {
              assertThat(registrys.inEventLoop()).isTrue();
              asked.add(call.getArgument(0));
              askers.add(call.getArgument(1));
              return dial;
            });
  }

  // Whom.

  private static Extend2 extend2(List<LinkSpecifier> specifiers) {
    return new Extend2(specifiers, 2, Bytes.copyFrom(new byte[84]));
  }

  private static Extend2 extend2(
      RsaIdentity rsa, @Nullable Ed25519Identity ed25519, InetSocketAddress... addresses) {
    return extend2(new RelayTarget(rsa, ed25519, List.of(addresses)).linkSpecifiers());
  }

  private @Nullable DestroyReason refusal(Extend2 extend, @Nullable VerifiedPeer before) {
    try {
      extending.target(extend, before);
      return null;
    } catch (CircuitException e) {
      return e.reason();
    }
  }

  @Test
  void relayThatIsNeitherUsNorBefore_isTaken_asItIsNamed() throws Exception {
    assertThat(extending.target(extend2(RSA, ED25519, IPV4, IPV6), peer))
        .isEqualTo(new RelayTarget(RSA, ED25519, List.of(IPV4, IPV6)));
    assertThat(extending.target(extend2(RSA, null, IPV4), null))
        .isEqualTo(new RelayTarget(RSA, null, List.of(IPV4)));
  }

  @Test
  void ourselves_areRefused_byEitherName() {
    assertThat(refusal(extend2(self.rsa(), ED25519, IPV4), peer))
        .isEqualTo(DestroyReason.CONNECT_FAILED);
    assertThat(refusal(extend2(RSA, self.ed25519(), IPV4), peer))
        .isEqualTo(DestroyReason.CONNECT_FAILED);
    assertThat(refusal(extend2(self.rsa(), null, IPV4), null))
        .isEqualTo(DestroyReason.CONNECT_FAILED);
  }

  @Test
  void hopBefore_isRefused_byEitherName() {
    assertThat(refusal(extend2(peer.rsaIdentity(), ED25519, IPV4), peer))
        .isEqualTo(DestroyReason.PROTOCOL);
    assertThat(refusal(extend2(RSA, peer.ed25519Identity(), IPV4), peer))
        .isEqualTo(DestroyReason.PROTOCOL);
    assertThat(refusal(extend2(peer.rsaIdentity(), null, IPV4), null))
        .as("a client before us")
        .isNull();
  }

  @Test
  void addressesNotToBeUsed_areLeftOut_andWithoutOneItIsRefused() throws Exception {
    reachable = address -> address.equals(IPV6.getAddress());
    assertThat(extending.target(extend2(RSA, ED25519, IPV4, IPV6), peer).addresses())
        .containsExactly(IPV6);
    assertThat(refusal(extend2(RSA, ED25519, IPV4), peer)).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void nobodyNamed_isRefused() {
    assertThat(refusal(extend2(List.of()), peer)).isEqualTo(DestroyReason.PROTOCOL);
    assertThat(refusal(extend2(List.of(new RsaLinkSpecifier(RSA))), peer))
        .isEqualTo(DestroyReason.PROTOCOL);
  }

  // How.

  private Future<NextHop> extend() {
    List<Future<NextHop>> extensions = new ArrayList<>();
    circuits.now(
        () ->
            extensions.add(
                extending.extend(
                    mock(NextHop.Listener.class),
                    previous.channel(),
                    new RelayTarget(RSA, ED25519, List.of(IPV4)),
                    extend2(RSA, ED25519, IPV4))));
    return extensions.get(0);
  }

  @Test
  void link_isAskedForOnTheRegistrysLoop_inTheNameOfThePreviousPeer() {
    assertThat(extend().isDone()).isFalse();
    assertThat(asked).isEmpty();
    registrys.runOneTask();
    assertThat(asked).containsExactly(new RelayTarget(RSA, ED25519, List.of(IPV4)));
    assertThat(askers)
        .containsExactly(new ChannelRegistry.Asker(circuits, previous.channel().remoteAddress()));
  }

  @Test
  void place_isTakenOnTheLinksLoop_andToldOnTheCircuits() {
    Future<NextHop> extension = extend();
    List<Boolean> told = new ArrayList<>();
    extension.addListener(done -> told.add(circuits.inEventLoop()));
    registrys.runOneTask();
    registrys.now(() -> dial.setSuccess(next.channel()));
    assertThat(next.sent()).isEmpty();
    others.runOneTask();
    List<Cell> sent = next.sent();
    assertThat(sent)
        .containsExactly(new Create2(sent.get(0).circuitId(), 2, Bytes.copyFrom(new byte[84])));
    assertThat(told).isEmpty();
    circuits.runOneTask();
    assertThat(told).containsExactly(true);
    assertThat(extension.isSuccess()).isTrue();
  }

  @Test
  void linkThatDoesNotComeAbout_fails() {
    Future<NextHop> extension = extend();
    registrys.runOneTask();
    ChannelException refused = new ChannelException("refused");
    registrys.now(() -> dial.setFailure(refused));
    loops.run();
    assertThat(extension.cause()).isSameAs(refused);
  }

  @Test
  void linkThatClosedMeanwhile_fails() {
    Future<NextHop> extension = extend();
    registrys.runOneTask();
    registrys.now(() -> dial.setSuccess(next.channel()));
    next.close();
    loops.run();
    assertThat(extension.cause()).isInstanceOf(ChannelException.class);
  }

  /** What a library throws, too: nobody waits for ever. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void registryThatThrows_fails(boolean error) {
    Throwable bug = error ? new NoClassDefFoundError("a library's") : new IllegalStateException();
    when(registry.channelTo(any(), any(ChannelRegistry.Asker.class), any())).thenThrow(bug);
    Future<NextHop> extension = extend();
    loops.run();
    assertThat(extension.cause()).isSameAs(bug);
  }

  @Test
  void givenUpWhileTheLinkIsOpened_takesNoPlaceOnIt() {
    Future<NextHop> extension = extend();
    registrys.runOneTask();
    circuits.now(() -> extension.cancel(false));
    registrys.now(() -> dial.setSuccess(next.channel()));
    loops.run();
    assertThat(next.sent()).isEmpty();
  }

  @Test
  void givenUpWhileTheLinkIsRefused_isNoMistake() {
    Future<NextHop> extension = extend();
    registrys.runOneTask();
    circuits.now(() -> extension.cancel(false));
    registrys.now(() -> dial.setFailure(new ChannelException("refused")));
    loops.run();
    assertThat(extension.isCancelled()).isTrue();
  }
}
