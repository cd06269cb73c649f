package org.tropea.protocol.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.dial.Dial;
import org.tropea.protocol.dial.Purpose;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.loop.LoopTask;
import org.tropea.protocol.loop.Unwatched;

/** A link that is being opened to one address of a relay. Confined to the registry's loop. */
final class LinkAttempt {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final To to;
  private final LinkParty party;
  private final TlsContext tls;
  private final EventLoop loop;
  private final Promise<TorChannel> opened;
  private volatile boolean connected;

  /** Whom it shall reach, and where; without the Ed25519 identity where nobody named one. */
  record To(RsaIdentity rsa, @Nullable Ed25519Identity ed25519, InetSocketAddress address) {
    RelayTarget target() {
      return new RelayTarget(rsa, ed25519, List.of(address));
    }
  }

  LinkAttempt(To to, LinkParty party, TlsContext tls, EventLoop loop) {
    this.to = to;
    this.party = party;
    this.tls = tls;
    this.loop = loop;
    this.opened = loop.newPromise();
  }

  To to() {
    return to;
  }

  /** The link, or a {@link ChannelException}. */
  Future<TorChannel> opened() {
    return opened;
  }

  /** Whether something answers at the address, be it the relay or not. */
  boolean isConnected() {
    return connected;
  }

  /** Begins; the link is going to live on {@code home}. */
  void start(EventLoop home, Consumer<LinkPhase> progress) {
    progress.accept(LinkPhase.CONNECTING);
    party
        .machine()
        .dialler()
        .dial(
            new Dial(Purpose.LINK, home, to.address(), CONNECT_TIMEOUT),
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel socket) {
                addHandlers(socket);
              }
            })
        .addListener(
            done -> {
              connected = done.isSuccess();
              LoopTask.give(loop, () -> ended(done.cause(), progress));
            });
  }

  private void addHandlers(Channel socket) {
    TlsHandler handler = tls.clientHandler(socket.alloc(), party.random());
    if (handler == null) {
      opened.tryFailure(new ChannelException("this node is closing"));
      Unwatched.close(socket);
      return;
    }
    // On the socket's loop; what the handshake makes of it is told on the registry's.
    new InitiatorHandshake(party, to.target(), opened).install(socket, handler);
  }

  private void ended(@Nullable Throwable failure, Consumer<LinkPhase> progress) {
    if (failure == null) {
      progress.accept(LinkPhase.CONNECTED);
    } else {
      opened.tryFailure(new ChannelException(whyNotConnected(failure)));
    }
  }

  private static String whyNotConnected(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return "the relay did not answer in time";
    }
    if (cause instanceof ConnectException) {
      return "the relay refused the connection";
    }
    // The kernel's "network is unreachable" has no class of its own.
    if (cause instanceof SocketException && !(cause instanceof BindException)) {
      return "there is no route to the relay";
    }
    return "the connection to the relay failed";
  }
}
