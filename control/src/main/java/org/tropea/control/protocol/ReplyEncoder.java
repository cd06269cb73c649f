package org.tropea.control.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/** Replies to bytes. */
@Sharable
public final class ReplyEncoder extends MessageToByteEncoder<Reply> {
  /** An encoder for any number of connections. */
  public ReplyEncoder() {}

  @Override
  protected void encode(ChannelHandlerContext context, Reply reply, ByteBuf out) {
    out.writeBytes(reply.bytes());
  }
}
