package org.tropea.protocol.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class UnwatchedTest {
  @Test
  void write_thatAHandlerCannotDo_isAnExceptionOfThePipeline() {
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(
                  ChannelHandlerContext context, Object message, ChannelPromise promise) {
                promise.setFailure(new IOException("it cannot be written"));
              }
            });

    Unwatched.write(channel, "a message");

    assertThatThrownBy(channel::checkException).isInstanceOf(IOException.class);
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void write_goesOutWithTheNextFlush_andWriteAndFlush_atOnce() {
    EmbeddedChannel channel = new EmbeddedChannel();

    Unwatched.write(channel, Unpooled.copyInt(1));
    assertThat((ByteBuf) channel.readOutbound()).isNull();
    Unwatched.writeAndFlush(channel, Unpooled.copyInt(2));

    assertThat((ByteBuf) channel.readOutbound()).isEqualTo(Unpooled.copyInt(1));
    assertThat((ByteBuf) channel.readOutbound()).isEqualTo(Unpooled.copyInt(2));
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void channel_thatIsClosed_isClosed_andASecondTimeNothingMore() {
    EmbeddedChannel channel = new EmbeddedChannel();

    Unwatched.close(channel);
    Unwatched.close(channel);

    assertThat(channel.closeFuture().isDone()).isTrue();
    channel.checkException();
  }
}
