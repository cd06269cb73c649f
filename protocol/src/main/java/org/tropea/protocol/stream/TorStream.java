package org.tropea.protocol.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.DefaultChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.flow.StreamFlow;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.memory.Victims;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.message.Xoff;
import org.tropea.protocol.message.Xon;

/**
 * One conversation over a circuit, as a Netty channel (tor-spec 6.2, 7.4).
 *
 * <p>Writing becomes DATA while the stream's and the circuit's flow allow it; what waits makes the
 * channel not writable. Reading takes from a queue, whose bound is the flow's too, and the flow is
 * told what was read, so a slow reader stops the sender. It starts with autoRead off: set the
 * pipeline up once it is {@linkplain #connected connected}, then turn it on. Closing sends END.
 *
 * <p>Confined to the loop of its circuit.
 */
public final class TorStream extends AbstractChannel {
  private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

  private final ChannelConfig config = new DefaultChannelConfig(this);
  private final StreamCarrier carrier;
  private final int streamId;
  private final Promise<TorStream> connected;
  private final RelayCellFormat format;
  private final StreamFlow flow;
  private final boolean incoming;

  /** From when the first data came. */
  private @Nullable ArrivedData inbound;

  /** While anything waits. */
  private @Nullable StreamBacklog backlog;

  private boolean open = true;

  /** Whether data may be sent: once connected, or before where that is wanted. */
  private boolean active;

  private boolean accepted;
  private boolean readRequested;
  private boolean draining;

  /** Whether the other side was told something that still has to be flushed. */
  private boolean unflushed;

  private @Nullable Future<?> timer;
  private @Nullable EndReason ended;
  private boolean endCame;
  private long bytesIn;
  private long bytesOut;
  private @Nullable InetAddress connectedAddress;
  private @Nullable InetAddress refusedAddress;
  private @Nullable End closeMessage;

  private TorStream(StreamCarrier carrier, int streamId, boolean incoming, boolean eager) {
    super(null, new StreamChannelId(streamId));
    this.active = eager;
    this.carrier = carrier;
    this.streamId = streamId;
    this.incoming = incoming;
    this.connected = carrier.loop().newPromise();
    this.format = carrier.format();
    this.flow = carrier.newStreamFlow();
    config.setAutoRead(false);
  }

  /** A stream whose BEGIN is about to be sent; the carrier {@linkplain #register registers} it. */
  public static TorStream outgoing(StreamCarrier carrier, int streamId) {
    return new TorStream(carrier, streamId, false, false);
  }

  /**
   * The same, which sends what is written to it without waiting to be connected (row X13): what was
   * sent is lost where it never is.
   */
  public static TorStream eager(StreamCarrier carrier, int streamId) {
    return new TorStream(carrier, streamId, false, true);
  }

  /**
   * A stream whose BEGIN has come: to be {@linkplain #accept accepted} or {@linkplain #end ended}.
   */
  public static TorStream incoming(StreamCarrier carrier, int streamId) {
    return new TorStream(carrier, streamId, true, false);
  }

  /** Gives it to the loop of its circuit, on which this is called and done at once. */
  public void register() {
    ChannelFuture registered = carrier.loop().register(this);
    assert registered.isSuccess();
  }

  /** Tells the origin that its stream is connected. */
  public void accept(Connected message) {
    assert carrier.loop().inEventLoop();
    if (open && !accepted && ended == null) {
      carrier.send(streamId, message);
      carrier.flush();
      becomeActive();
    }
  }

  /**
   * Ends the stream, and tells the other side why, where that is its origin; what was not yet sent
   * is lost.
   */
  public void end(End message) {
    closeMessage = message;
    Unwatched.close(this);
  }

  /** Writes the first that is said on it, and sends it where nobody has to be waited for. */
  public void say(ByteBuf first) {
    if (!first.isReadable()) {
      first.release();
      return;
    }
    Unwatched.write(this, first);
    if (active) {
      flush();
    }
  }

  private void becomeActive() {
    accepted = true;
    if (!active) {
      active = true;
      pipeline().fireChannelActive();
    }
    connected.trySuccess(this);
  }

  /** Its number on the circuit, 1 to 65535. */
  public int streamId() {
    return streamId;
  }

  /** Done when the other side has accepted; fails with a {@link StreamException} when not. */
  public Future<TorStream> connected() {
    return connected;
  }

  /** Why the stream ended, or will once all that came is read; null while it lasts. */
  public @Nullable EndReason endReason() {
    return ended;
  }

  /** Whether it was the other side that ended it. */
  public boolean isEndedRemotely() {
    return endCame;
  }

  /** What has crossed it. */
  public StreamTraffic carried() {
    return new StreamTraffic(bytesIn, bytesOut);
  }

  /** The address that the exit says to have connected to; null where it named none. */
  public @Nullable InetAddress connectedAddress() {
    return connectedAddress;
  }

  /** The address that the exit refuses to connect to; null where it named none. */
  public @Nullable InetAddress refusedAddress() {
    return refusedAddress;
  }

  /** What may still arrive after we have ended. */
  public StreamFlow.HalfClosed halfClosed() {
    return flow.halfClosed();
  }

  /**
   * Takes a message the other side sent on this stream; data is handed on when {@link
   * #onReadComplete} says that no more came with it.
   *
   * @throws DecodeException when the message is impossible in this state: the circuit dies of it
   */
  public void receive(RelayMessage message) throws DecodeException {
    assert carrier.loop().inEventLoop();
    if (message instanceof Data data && (accepted || incoming)) {
      // An origin need not wait for our CONNECTED (row X13).
      receiveData(data);
    } else if (message instanceof Sendme sendme && accepted) {
      flow.acknowledged(sendme);
      resume();
    } else if (message instanceof Xoff xoff) {
      flow.stop(xoff);
    } else if (message instanceof Xon xon) {
      flow.goOn(xon);
      resume();
    } else if (message instanceof Connected answer && !accepted && !incoming) {
      connectedAddress = answer.address();
      becomeActive();
    } else if (message instanceof End end) {
      endCame |= ended == null;
      refusedAddress = end.address();
      endedBy(end.reason());
    } else {
      throw new DecodeException("an unexpected message on a stream");
    }
  }

  /** All that came in one read has been received: the time to hand it on. */
  public void onReadComplete() {
    drain();
  }

  /** The circuit has room again: go on writing. */
  public void resume() {
    if (active && open) {
      unsafe().flush();
    }
  }

  /**
   * The other side has ended the stream, or the circuit is gone: what arrived is still read. The
   * pipeline is told by an event, the {@link EndReason}.
   */
  public void endedBy(EndReason reason) {
    if (ended != null) {
      return;
    }
    ended = reason;
    if (!accepted) {
      // Nobody to read it has been found yet, and is not looked for any more.
      forgetInbound();
    }
    connected.tryFailure(new StreamException(reason, "the stream was refused: " + reason));
    carrier.ended(this);
    pipeline().fireUserEventTriggered(reason);
    drain();
  }

  private void receiveData(Data data) throws DecodeException {
    RelayMessage due = flow.receivedData(data.length());
    if (data.length() == 0) {
      throw new DecodeException("an empty DATA message");
    }
    if (inbound == null) {
      inbound = new ArrivedData();
    }
    inbound.add(data);
    if (backlog != null) {
      backlog.came();
    }
    unflushed |= tell(due);
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    boolean read = false;
    try {
      while (open && readRequested && inbound != null && inbound.cells() > 0) {
        readRequested = false;
        deliver(inbound);
        read = true;
        pipeline().fireChannelReadComplete();
      }
    } finally {
      draining = false;
    }
    if (read) {
      unflushed |= tell(flow.readComplete());
    }
    if (unflushed) {
      // What came by this leg of a set may be answered by another.
      unflushed = false;
      carrier.flush();
    }
    account();
    if (open && ended != null && inboundCells() == 0) {
      Unwatched.close(this);
    }
  }

  private int inboundCells() {
    return inbound == null ? 0 : inbound.cells();
  }

  private void forgetInbound() {
    if (inbound != null) {
      inbound.clear();
    }
  }

  private StreamBacklog backlog() {
    if (backlog == null) {
      backlog = new StreamBacklog(carrier.memory(), carrier.loop().ticker());
    }
    return backlog;
  }

  /** Counts what waits when all that can be done now is done, so that what passes costs nothing. */
  private void account() {
    int cells = inboundCells();
    if ((backlog != null || cells > 0) && !backlog().count(cells)) {
      backlog = null;
    }
  }

  /** So many bytes that it has carried wait for whoever they are for. */
  void waitsBeyond(long bytes) {
    if (open && (backlog != null || bytes > 0)) {
      backlog().beyond(bytes);
      account();
    }
  }

  /** Tells what waits here, of {@code circuit} (row F16). On its loop. */
  public void offer(Object circuit, Victims victims) {
    if (backlog != null) {
      backlog.offer(circuit, victims, () -> end(End.of(EndReason.RESOURCE_LIMIT)));
    }
  }

  /** Hands on what one buffer holds. */
  private void deliver(ArrivedData arrived) {
    int cells = arrived.batch();
    ByteBuf batch = alloc().ioBuffer(cells * format.maxData());
    arrived.take(cells, batch, this::read);
    if (backlog != null) {
      backlog.read(cells);
    }
    pipeline().fireChannelRead(batch);
  }

  private void read(int bytes) {
    bytesIn += bytes;
    unflushed |= tell(flow.readData(bytes));
  }

  /** Sends what is due to a stream that has not ended; whether anything was. */
  private boolean tell(@Nullable RelayMessage due) {
    if (due == null || ended != null) {
      return false;
    }
    carrier.send(streamId, due);
    return true;
  }

  @Override
  protected void doBeginRead() {
    readRequested = true;
    if (!draining && (inboundCells() > 0 || ended != null)) {
      // Not now: whoever asked to read is still in the middle of something.
      carrier.loop().execute(this::drain);
    }
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer out) {
    // A flush may make room at once, and then nobody tells us, since we are in the middle of it.
    long came = out.totalPendingWriteBytes() - (backlog == null ? 0 : backlog.outbound());
    while (sendData(out)) {
      carrier.flush();
    }
    long now = out.totalPendingWriteBytes();
    if (backlog != null || now > 0) {
      backlog().outbound(came, now);
      account();
    }
  }

  /** Sends what the windows and the carrier allow; whether that was anything. */
  private boolean sendData(ChannelOutboundBuffer out) {
    boolean sent = false;
    for (Object message = out.current(); message != null; message = out.current()) {
      ByteBuf buffer = (ByteBuf) message;
      int length = Math.min(buffer.readableBytes(), format.maxData());
      if (length > 0) {
        if (!flow.canSendData()) {
          awaitTime();
          break;
        }
        if (!carrier.canSendData()) {
          carrier.awaitRoom();
          break;
        }
        byte[] body = format.bodyForData();
        buffer.readBytes(body, format.dataOffset(), length);
        carrier.send(streamId, new Data(body, format.dataOffset(), length));
        flow.sentData(length);
        bytesOut += length;
        out.progress(length);
        sent = true;
      }
      if (!buffer.isReadable()) {
        out.remove();
      }
    }
    return sent;
  }

  /** Goes on by itself where only time has to pass. */
  private void awaitTime() {
    long nanos = flow.waitNanos();
    if (nanos > 0 && timer == null) {
      timer =
          carrier
              .loop()
              .schedule(
                  () -> {
                    timer = null;
                    resume();
                  },
                  nanos,
                  TimeUnit.NANOSECONDS);
    }
  }

  @Override
  protected Object filterOutboundMessage(Object message) {
    if (message instanceof ByteBuf) {
      return message;
    }
    throw new UnsupportedOperationException("a stream carries bytes only");
  }

  @Override
  protected void doClose() {
    if (!open) {
      return;
    }
    open = false;
    active = false;
    forgetInbound();
    if (backlog != null) {
      backlog.clear();
      backlog = null;
    }
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    if (ended == null) {
      End usual = End.of(accepted ? EndReason.DONE : EndReason.MISC);
      End message = closeMessage == null ? usual : closeMessage;
      ended = message.reason();
      // An exit need not know why its client has had enough: C tor's clients say MISC always.
      carrier.send(streamId, incoming ? message : End.of(EndReason.MISC));
      carrier.flush();
      carrier.ended(this);
    }
    EndReason why = closeMessage == null ? EndReason.DONE : closeMessage.reason();
    connected.tryFailure(new StreamException(why, "the stream was closed"));
  }

  @Override
  protected DefaultChannelPipeline newChannelPipeline() {
    return new DefaultChannelPipeline(this) {
      @Override
      protected void onUnhandledInboundException(Throwable cause) {
        // What waits when a stream ends fails, also before anybody listens; its end was told.
        if (open) {
          super.onUnhandledInboundException(cause);
        }
      }
    };
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new StreamUnsafe();
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop == carrier.loop();
  }

  @Override
  protected SocketAddress localAddress0() {
    return StreamAddress.INSTANCE;
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return StreamAddress.INSTANCE;
  }

  @Override
  protected void doBind(SocketAddress localAddress) {
    throw new UnsupportedOperationException("a stream has no address");
  }

  @Override
  protected void doDisconnect() {
    doClose();
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
    return active;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  private final class StreamUnsafe extends AbstractUnsafe {
    @Override
    public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
      promise.setFailure(new UnsupportedOperationException("a circuit opens its streams"));
    }
  }
}
