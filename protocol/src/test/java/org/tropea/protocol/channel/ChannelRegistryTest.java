package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Netinfo;
import org.tropea.protocol.cell.Versions;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.loop.OnLoop;

/** Over real sockets of loopback. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class ChannelRegistryTest {
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final LinkWatch watch = LinkWatch.silent();
  private final ChannelRegistry registry =
      new ChannelRegistry(
          loop, () -> loop, LinkParty.client(EmbeddedLink.machine(ChannelTls.best()), watch));
  private final LoopbackRelay relay = new LoopbackRelay(RelayCredentials.one());
  private final List<LinkPhase> phases = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    loop.submit(registry::close).syncUninterruptibly();
    relay.close();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void channelTo_aRelay_opensALinkAndTellsHow() {
    Future<TorChannel> opened = channelTo(relay.target());
    relay.accept().handshake();
    TorChannel channel = opened.syncUninterruptibly().getNow();
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.loop()).isSameAs(loop);
    // What is told, is told on the loop, behind the future's completion.
    loop.submit(() -> {}).syncUninterruptibly();
    assertThat(phases()).containsExactly(LinkPhase.CONNECTING, LinkPhase.CONNECTED, LinkPhase.OPEN);
  }

  @Test
  void channelTo_theSameRelayAgain_givesTheSameLink() {
    Future<TorChannel> first = channelTo(relay.target());
    Future<TorChannel> second = channelTo(relay.target());
    relay.accept().handshake();
    TorChannel channel = first.syncUninterruptibly().getNow();
    assertThat(second.syncUninterruptibly().getNow()).isSameAs(channel);
    assertThat(channelTo(relay.target()).syncUninterruptibly().getNow()).isSameAs(channel);
  }

  /** It came from an address of the relay, though not from the one that is asked for now. */
  @Test
  void channelTo_anotherPortOfALinkedRelay_givesTheSameLink() throws IOException {
    TorChannel channel = open();
    assertThat(channelTo(target(closedPort())).syncUninterruptibly().getNow()).isSameAs(channel);
  }

  @Test
  void channelTo_aLinkedRelayWithoutItsEd25519Identity_givesTheSameLink() {
    TorChannel channel = open();
    RelayTarget target =
        new RelayTarget(relay.target().rsaIdentity(), null, relay.target().addresses());
    assertThat(channelTo(target).syncUninterruptibly().getNow()).isSameAs(channel);
  }

  /** TROVE-2020-005. */
  @Test
  void channelTo_aLinkedRelayByAnotherEd25519Identity_doesNotGetTheLink() {
    open();
    RelayTarget target =
        new RelayTarget(
            relay.target().rsaIdentity(),
            RelayCredentials.other().identityKey().identity(),
            relay.target().addresses());
    Future<TorChannel> opened = channelTo(target);
    ScriptedPeer peer = relay.accept();
    peer.expect(Versions.class);
    peer.send(ScriptedPeer.versions(), RelayCredentials.one().certs());
    opened.awaitUninterruptibly();
    assertThat(opened.cause()).hasMessageStartingWith("the relay proved another identity");
  }

  private TorChannel open() {
    Future<TorChannel> opened = channelTo(relay.target());
    relay.accept().handshake();
    return opened.syncUninterruptibly().getNow();
  }

  /** Row L14: a week old, for one. */
  @Test
  void channelTo_aRelayWhoseLinkIsTooOld_opensANewOne() throws Exception {
    TorChannel old = open();
    loop.submit(() -> old.attach(new RecordedEnd())).syncUninterruptibly();
    loop.submit(old::retire).syncUninterruptibly();
    Future<TorChannel> opened = channelTo(relay.target());
    relay.accept().handshake();
    assertThat(opened.syncUninterruptibly().getNow()).isNotSameAs(old);
    assertThat(old.isOpen()).isTrue();
  }

  @Test
  void channelTo_afterTheLinkClosed_opensANewOne() {
    Future<TorChannel> first = channelTo(relay.target());
    ScriptedPeer peer = relay.accept();
    peer.handshake();
    TorChannel old = first.syncUninterruptibly().getNow();
    peer.close();
    old.closeFuture().syncUninterruptibly();
    Future<TorChannel> second = channelTo(relay.target());
    relay.accept().handshake();
    assertThat(second.syncUninterruptibly().getNow()).isNotSameAs(old);
  }

  @Test
  void closedPort_isRefused_andTheRegistryGoesOn() throws IOException {
    fails(target(closedPort()), "the relay refused the connection");
    assertThat(watch.totals().failed()).isEqualTo(1);
    worksStill();
  }

  @Test
  void addressWithoutARoute_saysSo_andTheRegistryGoesOn() {
    // TCP has no way to a group of hosts: the kernel knows no route, and no packet leaves.
    fails(target(new InetSocketAddress("224.0.0.1", 9001)), "there is no route to the relay");
    worksStill();
  }

  @Test
  void relayThatHangsUp_saysSo_andTheRegistryGoesOn() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Future<TorChannel> opened =
          channelTo(target((InetSocketAddress) server.getLocalSocketAddress()));
      try (Socket socket = server.accept()) {
        assertThat(socket.getInputStream().read()).as("a TLS record").isEqualTo(0x16);
      }
      opened.awaitUninterruptibly();
      assertThat(opened.cause())
          .isInstanceOf(ChannelException.class)
          .hasMessage("the peer closed the link during the handshake");
    }
    worksStill();
  }

  @Test
  void serverThatIsNoRelay_saysSo_andTheRegistryGoesOn() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Future<TorChannel> opened =
          channelTo(target((InetSocketAddress) server.getLocalSocketAddress()));
      try (Socket socket = server.accept()) {
        socket
            .getOutputStream()
            .write(
                "HTTP/1.0 400 Bad Request\r\n\r\n"
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        opened.awaitUninterruptibly();
      }
      assertThat(opened.cause())
          .isInstanceOf(ChannelException.class)
          .hasMessage("the TLS handshake failed");
    }
    worksStill();
  }

  @Test
  void relayWithAnotherIdentity_isRefused_andTheRegistryGoesOn() {
    Future<TorChannel> opened = channelTo(RelayCredentials.other().target(relay.address()));
    ScriptedPeer peer = relay.accept();
    peer.expect(Versions.class);
    peer.send(ScriptedPeer.versions(), RelayCredentials.one().certs());
    opened.awaitUninterruptibly();
    assertThat(opened.cause())
        .isInstanceOf(ChannelException.class)
        .hasMessageStartingWith("the relay proved another identity");
    peer.expectClosed();
    worksStill();
  }

  @Test
  void firstAddressRefused_theSecondIsTried() throws IOException {
    Future<TorChannel> opened = channelTo(target(closedPort(), relay.address()));
    relay.accept().handshake();
    assertThat(opened.syncUninterruptibly().getNow().isOpen()).isTrue();
    assertThat(phases())
        .containsExactly(
            LinkPhase.CONNECTING, LinkPhase.CONNECTING, LinkPhase.CONNECTED, LinkPhase.OPEN);
  }

  /** Case fault-16: one link to an address, however many others are named beside it. */
  @Test
  void channelTo_aRelayByManySecondAddresses_opensOneLink() throws IOException {
    List<Future<TorChannel>> all = new ArrayList<>();
    for (int i = 1; i < 20; i++) {
      InetSocketAddress bogus = new InetSocketAddress("127.0.0." + (10 + i), 1);
      all.add(channelTo(target(relay.address(), bogus)));
      all.add(channelTo(target(closedPort(), relay.address(), bogus)));
    }
    relay.accept().handshake();
    TorChannel link = all.get(0).syncUninterruptibly().getNow();
    for (Future<TorChannel> each : all) {
      assertThat(each.syncUninterruptibly().getNow()).isSameAs(link);
    }
  }

  /** Case fault-16. */
  @Test
  void channelTo_tooManyAddressesAtOnceForOnePeer_isRefused_forOthersNot() throws IOException {
    InetAddress peer = InetAddress.getLoopbackAddress();
    List<Future<TorChannel>> pending = new ArrayList<>();
    try (ServerSocket silent = new ServerSocket(0, 200, InetAddress.getByName("0.0.0.0"))) {
      for (int i = 0; i < ChannelRegistry.MAX_ATTEMPTS; i++) {
        pending.add(channelTo(silent(silent, i), peer));
      }
      assertThat(pending).noneMatch(Future::isDone);
      Future<TorChannel> tooMany = channelTo(silent(silent, 200), peer).awaitUninterruptibly();
      assertThat(tooMany.cause())
          .hasMessage("one peer asks for too many links at once that are not there");
      Future<TorChannel> joining = channelTo(silent(silent, 0), peer);
      assertThat(joining.isDone()).isFalse();
      Future<TorChannel> others =
          channelTo(silent(silent, 200), InetAddress.getByName("127.0.0.2"));
      Future<TorChannel> own = channelTo(silent(silent, 201), null);
      assertThat(others.isDone() || own.isDone()).isFalse();
    }
    // The server's end resets what it never took.
    pending.forEach(each -> assertThat(each.awaitUninterruptibly().isSuccess()).isFalse());
    Future<TorChannel> again = channelTo(relay.target(), peer);
    relay.accept().handshake();
    assertThat(again.syncUninterruptibly().getNow().isOpen()).isTrue();
  }

  private RelayTarget silent(ServerSocket server, int number) {
    return target(new InetSocketAddress("127.0.1." + number, server.getLocalPort()));
  }

  private Future<TorChannel> channelTo(RelayTarget target, @Nullable InetAddress asker) {
    return OnLoop.ask(
        loop,
        () -> registry.channelTo(target, new ChannelRegistry.Asker(loop, asker), phase -> {}));
  }

  /** Case fault-16: the relay proved its Ed25519 identity on the first link; none other will do. */
  @Test
  void channelTo_aKnownRelayWithoutItsEd25519Identity_demandsTheOneItProved() throws IOException {
    Future<TorChannel> first = channelTo(relay.target());
    ScriptedPeer real = relay.accept();
    real.expect(Versions.class);
    // It does not say that the address is its own, so that the link serves that address alone.
    InetAddress address = InetAddress.getLoopbackAddress();
    real.send(ScriptedPeer.versions(), RelayCredentials.one().certs());
    real.send(ScriptedPeer.authChallenge(), new Netinfo(0, address, List.of()));
    first.syncUninterruptibly();
    RelayCredentials impostor = RelayCredentials.withAnotherEd25519Identity();
    try (LoopbackRelay elsewhere =
        new LoopbackRelay(impostor, InetAddress.getByName("127.0.0.2"))) {
      Future<TorChannel> opened =
          channelTo(
              new RelayTarget(relay.target().rsaIdentity(), null, List.of(elsewhere.address())));
      ScriptedPeer peer = elsewhere.accept();
      peer.expect(Versions.class);
      peer.send(ScriptedPeer.versions(), impostor.certs());
      assertThat(opened.awaitUninterruptibly().cause())
          .hasMessageStartingWith("the relay proved another identity");
    }
  }

  /** Case fault-16: what documents say comes first. */
  @Test
  void channelTo_aRelayWithoutItsEd25519Identity_demandsTheOneOfItsDescriptor() {
    Ed25519Identity real = relay.target().ed25519Identity();
    RelayTarget nameless =
        new RelayTarget(relay.target().rsaIdentity(), null, relay.target().addresses());
    Ed25519Identity another = RelayCredentials.other().identityKey().identity();
    loop.submit(() -> registry.trust(rsa -> another)).syncUninterruptibly();
    Future<TorChannel> opened = channelTo(nameless);
    ScriptedPeer peer = relay.accept();
    peer.expect(Versions.class);
    peer.send(ScriptedPeer.versions(), RelayCredentials.one().certs());
    assertThat(opened.awaitUninterruptibly().cause())
        .hasMessageStartingWith("the relay proved another identity");
    loop.submit(
            () -> registry.trust(rsa -> rsa.equals(relay.target().rsaIdentity()) ? real : another))
        .syncUninterruptibly();
    Future<TorChannel> again = channelTo(nameless);
    relay.accept().handshake();
    assertThat(again.syncUninterruptibly().getNow().isOpen()).isTrue();
  }

  @Test
  void close_whileALinkIsBeingOpened_closesItToo() {
    Future<TorChannel> opened = channelTo(relay.target());
    ScriptedPeer peer = relay.accept();
    peer.expect(Versions.class);
    loop.submit(registry::close).syncUninterruptibly();
    peer.send(ScriptedPeer.versions(), RelayCredentials.one().certs());
    peer.send(ScriptedPeer.authChallenge(), ScriptedPeer.netinfo());
    opened.awaitUninterruptibly();
    peer.expectClosed();
  }

  @Test
  void close_closesEveryLink() {
    Future<TorChannel> opened = channelTo(relay.target());
    ScriptedPeer peer = relay.accept();
    peer.handshake();
    opened.syncUninterruptibly();
    loop.execute(registry::close);
    peer.expectClosed();
  }

  /** What was told so far, listeners included that a future calls after it is done. */
  private List<LinkPhase> phases() {
    loop.submit(() -> {}).syncUninterruptibly();
    return phases;
  }

  private void worksStill() {
    Future<TorChannel> opened = channelTo(relay.target());
    relay.accept().handshake();
    assertThat(opened.syncUninterruptibly().getNow().isOpen()).isTrue();
  }

  private void fails(RelayTarget target, String message) {
    Future<TorChannel> opened = channelTo(target);
    opened.awaitUninterruptibly();
    assertThat(opened.cause()).isInstanceOf(ChannelException.class).hasMessage(message);
  }

  private Future<TorChannel> channelTo(RelayTarget target) {
    return OnLoop.ask(loop, () -> registry.channelTo(target, phases::add));
  }

  private static RelayTarget target(InetSocketAddress... addresses) {
    return RelayCredentials.one().target(addresses);
  }

  private static InetSocketAddress closedPort() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) server.getLocalSocketAddress();
    }
  }
}
