package org.tropea.protocol.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;

/** A test of streams on a circuit that the test plays. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
abstract class OverFakeCarrier {
  final EmbeddedChannel loop = new EmbeddedChannel();
  final FakeCarrier circuit = new FakeCarrier(loop);

  /** Writes down what a pipeline's end hears. */
  static final class Reader extends ChannelInboundHandlerAdapter {
    final ByteBuf bytes = Unpooled.buffer();
    final List<String> events = new ArrayList<>();
    int writabilityChanges;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf data = (ByteBuf) message;
      bytes.writeBytes(data);
      data.release();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      events.add("active");
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      events.add("inactive after " + bytes.readableBytes());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      writabilityChanges++;
    }
  }

  @AfterEach
  void close() {
    loop.finishAndReleaseAll();
  }

  static Reader read(TorStream stream) {
    Reader reader = new Reader();
    stream.pipeline().addLast(reader);
    return reader;
  }

  static ByteBuf bytes(int length) {
    return Unpooled.wrappedBuffer(new byte[length]);
  }

  static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
