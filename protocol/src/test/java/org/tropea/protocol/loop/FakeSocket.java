package org.tropea.protocol.loop;

import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A connected socket that keeps what is written to it, messages as they are. Confined to its {@link
 * FakeLoop}.
 */
public final class FakeSocket extends AbstractChannel {
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001);

  private final ChannelConfig config = new DefaultChannelConfig(this);
  private final List<Object> written = new ArrayList<>();
  private boolean open = true;
  private boolean stalled;

  /** One that lives on {@code loop}. */
  public FakeSocket(FakeLoop loop) {
    super(null);
    loop.now(
        () -> {
          ChannelFuture registered = loop.register(this);
          assert registered.isSuccess();
        });
  }

  /** What was sent since this was asked last. */
  public List<Object> takeWritten() {
    List<Object> taken = List.copyOf(written);
    written.clear();
    return taken;
  }

  /** From now on there is no room, or there is again. */
  public void stall(boolean stall) {
    stalled = stall;
    unsafe().flush();
    pipeline().fireChannelWritabilityChanged();
  }

  @Override
  public boolean isWritable() {
    return !stalled && super.isWritable();
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer waiting) {
    for (Object message = waiting.current();
        message != null && !stalled;
        message = waiting.current()) {
      written.add(message);
      waiting.remove();
    }
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new AbstractUnsafe() {
      @Override
      public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        promise.setFailure(new UnsupportedOperationException());
      }
    };
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop instanceof FakeLoop;
  }

  @Override
  protected SocketAddress localAddress0() {
    return ADDRESS;
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return ADDRESS;
  }

  @Override
  protected void doBind(SocketAddress address) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void doDisconnect() {
    open = false;
  }

  @Override
  protected void doClose() {
    open = false;
  }

  @Override
  protected void doBeginRead() {
    // What comes is handed to the pipeline.
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open;
  }

  @Override
  public ChannelMetadata metadata() {
    return new ChannelMetadata(false);
  }
}
