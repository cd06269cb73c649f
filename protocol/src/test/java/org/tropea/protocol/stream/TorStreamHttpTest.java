package org.tropea.protocol.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;

/** A stream is a Netty channel like any other: HTTP runs over it. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class TorStreamHttpTest {
  private static final int LENGTH = 3_000_000;

  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final FakeCarrier circuit = new FakeCarrier(loop);

  /** Collects the body. */
  private static final class Body extends SimpleChannelInboundHandler<HttpObject> {
    final ByteBuf bytes = Unpooled.buffer();
    boolean whole;
    boolean inactive;

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
      if (message instanceof HttpContent content) {
        bytes.writeBytes(content.content());
      }
      whole |= message instanceof LastHttpContent;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      inactive = true;
    }
  }

  @Test
  void reply_of3Megabytes_arrivesUnderTheWindow() {
    TorStream stream = circuit.open();
    Body body = new Body();
    stream.pipeline().addLast(new HttpClientCodec(), body);
    stream.config().setAutoRead(true);
    Unwatched.writeAndFlush(
        stream, new DefaultFullHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/tor/some"));
    assertThat(new String(circuit.data(), StandardCharsets.US_ASCII))
        .isEqualTo("GET /tor/some HTTP/1.0\r\n\r\n");
    byte[] expected = new byte[LENGTH];
    new Random(1).nextBytes(expected);
    String head = "HTTP/1.0 200 OK\r\nContent-Length: " + LENGTH + "\r\n\r\n";
    byte[] reply =
        ByteBufUtil.getBytes(
            Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), expected));
    assertThat(sendUnderTheWindow(stream, reply)).isGreaterThan(6000);
    circuit.receive(stream, End.of(EndReason.DONE));
    assertThat(body.whole).isTrue();
    assertThat(body.inactive).isTrue();
    assertThat(body.bytes).isEqualTo(Unpooled.wrappedBuffer(expected));
    assertThat(stream.isOpen()).isFalse();
  }

  /** Sends as the other side would: never more than 500 cells that no SENDME has answered. */
  private int sendUnderTheWindow(TorStream stream, byte[] reply) {
    int cells = 0;
    for (int at = 0; at < reply.length; at += 498) {
      assertThat(cells - 50 * circuit.sendmes()).as("cells outstanding").isLessThan(500);
      circuit.receive(stream, new Data(reply, at, Math.min(498, reply.length - at)));
      cells++;
    }
    return cells;
  }
}
