package org.tropea.proxy.socks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.socksx.v4.Socks4ServerEncoder;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.notice.RepeatedWarnings;

/**
 * Looks at the first byte a program sends and makes room for SOCKS 4 or 5; anything else is told
 * what this port is, as far as its protocol has words for it, and closed (cases socks-1, socks-2).
 */
final class SocksGreeting extends ByteToMessageDecoder {
  static final String DECODER = "socks-decoder";
  static final String ENCODER = "socks-encoder";

  private static final byte[] NOT_HTTP =
      """
      HTTP/1.0 501 Tor is not an HTTP Proxy\r
      Content-Type: text/html; charset=iso-8859-1\r
      Connection: close\r
      \r
      <html>
      <head><title>This is a SOCKS proxy, not an HTTP proxy.</title></head>
      <body>
      <h1>This is a SOCKS proxy, not an HTTP proxy.</h1>
      <p>A program on this computer is set to use this port as an HTTP proxy.
      Set the port as a SOCKS proxy there instead, or have an HTTPTunnelPort.</p>
      </body>
      </html>
      """
          .getBytes(StandardCharsets.ISO_8859_1);

  private final RepeatedWarnings warnings;

  SocksGreeting(RepeatedWarnings warnings) {
    this.warnings = warnings;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int first = in.getUnsignedByte(in.readerIndex());
    ChannelPipeline pipeline = context.pipeline();
    if (first == 5) {
      pipeline.remove("socks4");
      pipeline.addAfter(context.name(), ENCODER, Socks5ServerEncoder.DEFAULT);
      pipeline.addAfter(ENCODER, DECODER, new Socks5InitialRequestDecoder());
      pipeline.remove(this);
      return;
    }
    if (first == 4) {
      pipeline.remove("socks5");
      pipeline.addAfter(context.name(), ENCODER, Socks4ServerEncoder.INSTANCE);
      pipeline.addAfter(ENCODER, DECODER, new Socks4Request.Decoder());
      pipeline.remove(this);
      return;
    }
    in.skipBytes(in.readableBytes());
    if (first == 'G' || first == 'H' || first == 'P' || first == 'C') {
      warnings.warn("A program uses the SOCKS port as an HTTP proxy; set it to SOCKS5");
      context
          .writeAndFlush(Unpooled.wrappedBuffer(NOT_HTTP))
          .addListener(ChannelFutureListener.CLOSE);
    } else {
      warnings.warn("A program sent something to the SOCKS port that is not SOCKS; closing it");
      Unwatched.close(context);
    }
  }
}
