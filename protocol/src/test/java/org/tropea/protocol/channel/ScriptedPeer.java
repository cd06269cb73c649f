package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.AuthChallenge;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.Netinfo;
import org.tropea.protocol.cell.TwoByteNumbers;
import org.tropea.protocol.cell.Versions;
import org.tropea.protocol.loop.Unwatched;

/**
 * A relay at the other end of a link that does what a test says, in the order of the wire: {@link
 * #expect} the next cell, {@link #send} one. Made by {@link EmbeddedLink} or {@link LoopbackRelay}.
 */
public final class ScriptedPeer {
  private final RelayCredentials credentials;
  private final BlockingQueue<Cell> received = new LinkedBlockingQueue<>();
  private final Runnable deliver;
  private final int waitSeconds;
  private @Nullable Channel channel;

  /** Runs {@code deliver} until nothing moves, or else waits so long for what should come. */
  ScriptedPeer(RelayCredentials credentials, Runnable deliver, int waitSeconds) {
    this.credentials = credentials;
    this.deliver = deliver;
    this.waitSeconds = waitSeconds;
  }

  /** TLS as a relay does it, asking the client for a certificate though it should have none. */
  static SslHandler tls(RelayCredentials credentials, String... protocols) {
    try {
      SslContext context =
          SslContextBuilder.forServer(
                  credentials.link().key().privateKey(), credentials.link().certificate())
              .sslProvider(SslProvider.JDK)
              .protocols(protocols)
              .clientAuth(ClientAuth.OPTIONAL)
              .build();
      return context.newHandler(ByteBufAllocator.DEFAULT);
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  ChannelHandler[] handlers(SslHandler tls) {
    return new ChannelHandler[] {
      tls,
      new CellDecoder(new HandshakeTranscript(), new CellDeadline(LinkLimits.STANDARD.cell())),
      new CellEncoder(new HandshakeTranscript()),
      new Recorder()
    };
  }

  /** The next cell, which must be a {@code type}. */
  public <T extends Cell> T expect(Class<T> type) {
    deliver.run();
    Cell cell = poll();
    if (cell == null) {
      throw new AssertionError("no cell came where " + type.getSimpleName() + " was due");
    }
    assertThat(cell).as("the next cell").isInstanceOf(type);
    return type.cast(cell);
  }

  /** Nothing more has come; for embedded links, where that can be known. */
  public void expectNothing() {
    deliver.run();
    assertThat(received).isEmpty();
  }

  /** All cells that have come; for embedded links, where that can be known. */
  public List<Cell> received() {
    deliver.run();
    List<Cell> cells = new ArrayList<>();
    received.drainTo(cells);
    return cells;
  }

  private @Nullable Cell poll() {
    try {
      return received.poll(waitSeconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends these cells in one go. */
  public void send(Cell... cells) {
    for (Cell cell : cells) {
      Unwatched.write(channel(), cell);
    }
    channel().flush();
    deliver.run();
  }

  /** Sends bytes that need not be cells. */
  public void sendBytes(byte[] bytes) {
    Unwatched.writeAndFlush(
        channel().pipeline().context(CellDecoder.class), Unpooled.copiedBuffer(bytes));
    deliver.run();
  }

  /** The responder's side of the link handshake, without a fault. */
  public void handshake() {
    expect(Versions.class);
    send(versions(), credentials.certs(), authChallenge(), netinfo());
    expect(Netinfo.class);
  }

  /** VERSIONS as C tor sends it. */
  public static Versions versions() {
    return Versions.of(3, 4, 5);
  }

  /** An AUTH_CHALLENGE. */
  public static AuthChallenge authChallenge() {
    return new AuthChallenge(Bytes.copyFrom(new byte[32]), TwoByteNumbers.of(3));
  }

  /** A relay's NETINFO. */
  public static Netinfo netinfo() {
    InetAddress address = InetAddress.getLoopbackAddress();
    return new Netinfo(RelayCredentials.NOW.getEpochSecond(), address, List.of(address));
  }

  /** The link is closed, by the other side. */
  public void expectClosed() {
    deliver.run();
    if (waitSeconds > 0) {
      channel().closeFuture().awaitUninterruptibly(waitSeconds, TimeUnit.SECONDS);
    }
    assertThat(channel().isOpen()).as("link is open").isFalse();
  }

  /** Whether the link is open. */
  public boolean isOpen() {
    deliver.run();
    return channel().isOpen();
  }

  /** Closes the link. */
  public void close() {
    Unwatched.close(channel());
    deliver.run();
  }

  /** Its end of the link, for what a script has no words for. */
  Channel channel() {
    if (channel == null) {
      throw new IllegalStateException("nobody has connected");
    }
    return channel;
  }

  private final class Recorder extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      channel = context.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      received.add((Cell) message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      Unwatched.close(context);
    }
  }
}
