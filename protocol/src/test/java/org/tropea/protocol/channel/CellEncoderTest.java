package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tropea.protocol.Vector.hex;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.cell.Versions;
import org.tropea.protocol.cell.Vpadding;
import org.tropea.protocol.loop.Unwatched;

@ExtendWith({NoLeaks.class, QuietPipelines.class})
class CellEncoderTest {
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new CellEncoder(new HandshakeTranscript()));

  @Test
  void encode_versions_hasAShortCircuitId() {
    assertThat(encoded(Versions.of(4, 5))).isEqualTo(hex("0000 07 0004 0004 0005"));
  }

  @Test
  void encode_variableCell_carriesItsLength() {
    assertThat(encoded(new Vpadding(2))).isEqualTo(hex("00000000 80 0002 0000"));
    assertThat(encoded(new Vpadding(0xffff))).hasSize(7 + 0xffff);
  }

  @Test
  void encode_fixedCell_isPaddedWithZeros() {
    assertThat(encoded(new Destroy(0x80000001, DestroyReason.PROTOCOL)))
        .isEqualTo(hex("80000001 04 01", "00".repeat(508)));
  }

  @Test
  void encode_relay_carriesItsWholeBody() {
    assertThat(encoded(new Relay(0xfffffffe, true, hex("77".repeat(509)))))
        .isEqualTo(hex("fffffffe 09", "77".repeat(509)));
  }

  @Test
  void cells_untilAFlush_shareABuffer_of31AtMost() {
    for (int i = 0; i < 70; i++) {
      Unwatched.write(channel, new Relay(7, false, new byte[509]));
    }
    channel.flush();
    assertThat(lengths()).containsExactly(31 * 514, 31 * 514, 8 * 514);
  }

  @Test
  void flush_withoutACell_endsHere() {
    int[] flushes = {0};
    channel
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void flush(ChannelHandlerContext context) {
                flushes[0]++;
                context.flush();
              }
            });
    channel.flush();
    Unwatched.write(channel, new Destroy(1, DestroyReason.NONE));
    channel.flush();
    channel.flush();
    assertThat(flushes[0]).isEqualTo(1);
    assertThat(lengths()).containsExactly(514);
  }

  @Test
  void close_sendsWhatWaits_andKeepsNoBuffer() {
    Unwatched.write(channel, new Destroy(1, DestroyReason.NONE));
    int[] written = {0};
    channel
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(
                  ChannelHandlerContext context, Object message, ChannelPromise promise) {
                written[0] += ((ByteBuf) message).readableBytes();
                Unwatched.write(context, message, promise);
              }
            });
    Unwatched.close(channel);
    assertThat(written[0]).isEqualTo(514);
  }

  @Test
  void promise_ofACell_isKeptOnceItIsSent() {
    ChannelFuture sent = channel.write(new Destroy(1, DestroyReason.NONE));
    assertThat(sent.isDone()).isFalse();
    channel.flush();
    assertThat(sent.isSuccess()).isTrue();
    assertThat(lengths()).containsExactly(514);
  }

  private List<Integer> lengths() {
    List<Integer> lengths = new ArrayList<>();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      lengths.add(bytes.readableBytes());
      bytes.release();
    }
    return lengths;
  }

  private byte[] encoded(Cell cell) {
    channel.writeOutbound(cell);
    ByteBuf bytes = channel.readOutbound();
    try {
      assertThat(channel.<Object>readOutbound()).isNull();
      return ByteBufUtil.getBytes(bytes);
    } finally {
      bytes.release();
    }
  }
}
