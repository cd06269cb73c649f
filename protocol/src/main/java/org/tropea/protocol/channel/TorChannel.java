package org.tropea.protocol.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.Padding;
import org.tropea.protocol.cell.PaddingNegotiate;
import org.tropea.protocol.cell.UnknownCell;
import org.tropea.protocol.cell.Vpadding;

/**
 * An open link to a relay that has proved who it is (tor-spec 4 and 5.1.1).
 *
 * <p>Hands each cell to the {@link CircuitEnd} of its circuit id. Closes itself when it has carried
 * no circuit for a while, as C tor does: 180 to 270 s. Confined to the loop of its socket.
 */
public final class TorChannel {
  private static final Logger log = LoggerFactory.getLogger(TorChannel.class);
  private static final int INITIATOR_BIT = 0x80000000;
  private static final int MAX_CIRCUITS = 1 << 16;
  private static final int IDLE_MIN_SECONDS = 180;
  private static final int IDLE_SPREAD_SECONDS = 90;

  private final Channel socket;
  private final VerifiedPeer peer;
  private final SecureRandom random;
  private final Map<Integer, CircuitEnd> circuits = new HashMap<>();
  private @Nullable ScheduledFuture<?> idle;
  private boolean closing;

  TorChannel(Channel socket, VerifiedPeer peer, SecureRandom random) {
    this.socket = socket;
    this.peer = peer;
    this.random = random;
    armIdle();
  }

  /** The loop this channel and all its circuits live on. */
  public EventLoop loop() {
    return socket.eventLoop();
  }

  /** Who is on the other side. */
  public VerifiedPeer peer() {
    return peer;
  }

  /** Whether cells can still be sent. */
  public boolean isOpen() {
    return !closing && socket.isActive();
  }

  /** Whether there is room for more cells; when not, {@link CircuitEnd#onWritable} tells. */
  public boolean isWritable() {
    return socket.isWritable();
  }

  /** Done when the link is closed, whoever closed it. */
  public Future<Void> closeFuture() {
    return socket.closeFuture();
  }

  /**
   * Takes an unused circuit id, random, with the initiator's top bit, for {@code end}.
   *
   * @throws ChannelException when the link is closed or carries all the circuits it may
   */
  public int attach(CircuitEnd end) throws ChannelException {
    assert loop().inEventLoop();
    if (!isOpen()) {
      throw new ChannelException("the link is closed");
    }
    if (circuits.size() >= MAX_CIRCUITS) {
      throw new ChannelException("the link carries too many circuits");
    }
    int circuitId;
    do {
      circuitId = random.nextInt() | INITIATOR_BIT;
    } while (circuits.containsKey(circuitId));
    circuits.put(circuitId, end);
    if (idle != null) {
      idle.cancel(false);
      idle = null;
    }
    return circuitId;
  }

  /** Forgets a circuit; later cells with its id are dropped. */
  public void detach(int circuitId) {
    assert loop().inEventLoop();
    if (circuits.remove(circuitId) != null && circuits.isEmpty()) {
      armIdle();
    }
  }

  /** Queues a cell; {@link #flush} sends it. */
  public void write(Cell cell) {
    assert loop().inEventLoop();
    socket.write(cell, socket.voidPromise());
  }

  /** Sends what was queued. */
  public void flush() {
    socket.flush();
  }

  /** Closes the link, and with it every circuit on it. */
  public void close() {
    closing = true;
    socket.close();
  }

  private void armIdle() {
    int seconds = IDLE_MIN_SECONDS + random.nextInt(IDLE_SPREAD_SECONDS);
    idle =
        loop()
            .schedule(
                () -> {
                  log.trace("Closing a link that carries no circuit");
                  close();
                },
                seconds,
                TimeUnit.SECONDS);
  }

  private void closed() {
    if (idle != null) {
      idle.cancel(false);
    }
    List<CircuitEnd> ends = List.copyOf(circuits.values());
    circuits.clear();
    ends.forEach(CircuitEnd::onChannelClosed);
  }

  private void onCell(Cell cell) throws ChannelException {
    if (closing) {
      // TLS still says goodbye: what came before the relay heard it is not looked at.
      return;
    }
    if (cell.circuitId() != 0) {
      CircuitEnd end = circuits.get(cell.circuitId());
      if (end != null) {
        end.onCell(cell);
      }
      // A cell of a circuit we have forgotten: its sender may not know yet.
      return;
    }
    if (cell instanceof Padding
        || cell instanceof Vpadding
        || cell instanceof UnknownCell
        || cell instanceof PaddingNegotiate
        || cell instanceof Destroy) {
      return;
    }
    throw new ChannelException(
        "a " + cell.getClass().getSimpleName() + " cell on a link that is already open");
  }

  /** The handler at the end of the socket's pipeline, once the link handshake is done. */
  static final class Handler extends ChannelInboundHandlerAdapter {
    private final TorChannel channel;

    Handler(TorChannel channel) {
      this.channel = channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws ChannelException {
      channel.onCell((Cell) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      channel.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (channel.isWritable()) {
        List.copyOf(channel.circuits.values()).forEach(CircuitEnd::onWritable);
        channel.flush();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      channel.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      Throwable reason = cause instanceof DecoderException ? cause.getCause() : cause;
      if (reason instanceof ChannelException violation) {
        log.warn("Closing a link whose relay breaks the protocol: {}", violation.getMessage());
      } else if (cause instanceof RuntimeException) {
        log.error("Bug: closing a link", cause);
      } else {
        log.trace("A link failed: {}", cause.getClass().getSimpleName());
      }
      channel.close();
    }
  }
}
