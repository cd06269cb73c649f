package org.tropea.protocol.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.tropea.protocol.loop.Unwatched;

/**
 * Counts what one link carries: bytes by standing next to the socket, cells as its channel tells.
 *
 * <p>Counts in plain fields, and adds them to those of all links once per read and per flush.
 * Confined to the channel's loop.
 */
final class LinkTally extends ChannelDuplexHandler {
  private final LinkWatch watch;
  private long cellsIn;
  private long cellsOut;
  private long bytesIn;
  private long bytesOut;
  private long toldCellsIn;
  private long toldCellsOut;
  private long toldBytesIn;
  private long toldBytesOut;
  private long activeAt;
  private long wroteAt;
  private boolean ipv6;

  LinkTally(LinkWatch watch) {
    this.watch = watch;
  }

  /** When the last cell crossed it, either way, by the clock of its loop. */
  long activeAt() {
    return activeAt;
  }

  /** When bytes were written last, by the same clock. */
  long wroteAt() {
    return wroteAt;
  }

  /** The handshake is over, whose cells nobody counts. */
  void opened(long now) {
    activeAt = now;
    wroteAt = now;
  }

  void cellCame() {
    cellsIn++;
  }

  void cellLeft() {
    cellsOut++;
  }

  /** It goes over IPv6, and is counted there too from now on. */
  void isIpv6() {
    ipv6 = true;
  }

  /** All so far. */
  LinkTraffic carried() {
    return new LinkTraffic(cellsIn, cellsOut, bytesIn, bytesOut);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    bytesIn += ((ByteBuf) message).readableBytes();
    context.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    look(context);
    context.fireChannelReadComplete();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    bytesOut += ((ByteBuf) message).readableBytes();
    Unwatched.write(context, message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    look(context);
    context.flush();
  }

  private void look(ChannelHandlerContext context) {
    boolean cells = cellsIn != toldCellsIn || cellsOut != toldCellsOut;
    boolean written = bytesOut != toldBytesOut;
    if (cells || written) {
      long now = context.executor().ticker().nanoTime();
      activeAt = cells ? now : activeAt;
      wroteAt = written ? now : wroteAt;
    }
    tell();
  }

  /** Adds what is new to the counters of all links. */
  void tell() {
    boolean more =
        bytesIn != toldBytesIn
            || bytesOut != toldBytesOut
            || cellsIn != toldCellsIn
            || cellsOut != toldCellsOut;
    if (more) {
      watch.carried(
          cellsIn - toldCellsIn,
          cellsOut - toldCellsOut,
          bytesIn - toldBytesIn,
          bytesOut - toldBytesOut);
      if (ipv6) {
        watch.carriedByIpv6(bytesIn - toldBytesIn, bytesOut - toldBytesOut);
      }
      toldCellsIn = cellsIn;
      toldCellsOut = cellsOut;
      toldBytesIn = bytesIn;
      toldBytesOut = bytesOut;
    }
  }
}
