package org.tropea.protocol.channel;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.tropea.protocol.linkspec.RelayTarget;

/** Listens on a free port of loopback; each link that is opened to it is a {@link ScriptedPeer}. */
public final class LoopbackRelay implements AutoCloseable {
  private static final int WAIT_SECONDS = 20;

  private final RelayCredentials credentials;
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<ScriptedPeer> links = new LinkedBlockingQueue<>();
  private final Channel listener;

  /** A relay of these credentials. */
  public LoopbackRelay(RelayCredentials credentials) {
    this(credentials, InetAddress.getLoopbackAddress());
  }

  /** One that listens on this address of the machine. */
  LoopbackRelay(RelayCredentials credentials, InetAddress address) {
    this.credentials = credentials;
    this.listener =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel socket) {
                    link(socket);
                  }
                })
            .bind(address, 0)
            .syncUninterruptibly()
            .channel();
  }

  private void link(Channel socket) {
    ScriptedPeer peer = new ScriptedPeer(credentials, () -> {}, WAIT_SECONDS);
    socket.pipeline().addLast(peer.handlers(ScriptedPeer.tls(credentials, "TLSv1.3", "TLSv1.2")));
    links.add(peer);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** How to reach it. */
  public RelayTarget target() {
    return credentials.target(address());
  }

  /** The next link that was opened to it. */
  public ScriptedPeer accept() {
    try {
      ScriptedPeer peer = links.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (peer == null) {
        throw new AssertionError("nobody has connected");
      }
      return peer;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
