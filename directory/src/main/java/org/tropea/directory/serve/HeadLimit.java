package org.tropea.directory.serve;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.tropea.protocol.loop.Unwatched;

/**
 * Closes a channel whose request's head, all of its lines and the blank ones in front of it
 * together, is longer than C tor takes: 50,000 bytes. Netty's own limits are per part. Confined to
 * the channel's loop.
 */
final class HeadLimit extends ChannelInboundHandlerAdapter {
  static final int MAX_HEAD = 50_000;

  private int length;
  private boolean lineHasText;
  private boolean begun;
  private boolean ended;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (!ended && !withinLimit(bytes)) {
      bytes.release();
      ended = true;
      Unwatched.close(context);
      return;
    }
    context.fireChannelRead(bytes);
    if (ended && !context.isRemoved()) {
      context.pipeline().remove(this);
    }
  }

  private boolean withinLimit(ByteBuf bytes) {
    for (int i = bytes.readerIndex(); i < bytes.writerIndex() && !ended; i++) {
      byte next = bytes.getByte(i);
      length++;
      if (next == '\n') {
        ended = begun && !lineHasText;
        lineHasText = false;
      } else if (next != '\r') {
        lineHasText = true;
        begun = true;
      }
    }
    return length <= MAX_HEAD;
  }
}
