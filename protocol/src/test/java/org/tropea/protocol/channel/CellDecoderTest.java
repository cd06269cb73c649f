package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tropea.protocol.Vector.hex;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Padding;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.cell.UnknownCell;
import org.tropea.protocol.cell.Versions;
import org.tropea.protocol.cell.Vpadding;

@ExtendWith({NoLeaks.class, QuietPipelines.class})
class CellDecoderTest {
  private static final byte[] VERSIONS = hex("0000", /* VERSIONS */ "07", "0004", "0004", "0005");
  private static final byte[] DESTROY = hex("80000001", "04", /* reason */ "01", "00".repeat(508));

  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new CellDecoder(new HandshakeTranscript(), new CellDeadline(LinkLimits.STANDARD.cell())));

  @Test
  void decode_oneByteAtATime_givesTheSameCells() {
    byte[] relay = hex("80000002", "03", "55".repeat(509));
    byte[] vpadding = hex("00000000", "80", "0003", "aabbcc");
    for (byte[] cell : List.of(VERSIONS, DESTROY, vpadding, relay)) {
      for (byte each : cell) {
        assertThat(channel.<Object>readInbound()).isNull();
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {each}));
      }
      assertThat(channel.inboundMessages().peek()).isNotNull();
      if (cell == VERSIONS) {
        assertThat(channel.<Object>readInbound()).isEqualTo(Versions.of(4, 5));
      } else if (cell == DESTROY) {
        assertThat(channel.<Object>readInbound())
            .isEqualTo(new Destroy(0x80000001, DestroyReason.PROTOCOL));
      } else if (cell == vpadding) {
        assertThat(channel.<Object>readInbound()).isEqualTo(new Vpadding(3));
      }
    }
    Relay last = channel.readInbound();
    assertThat(last.circuitId()).isEqualTo(0x80000002);
    assertThat(last.early()).isFalse();
    assertThat(last.body()).isEqualTo(hex("55".repeat(509)));
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void decode_manyCellsAtOnce_givesAll() {
    channel.writeInbound(Unpooled.wrappedBuffer(VERSIONS, DESTROY, DESTROY, DESTROY));
    assertThat(channel.inboundMessages()).hasSize(4);
    assertThat(channel.<Object>readInbound()).isInstanceOf(Versions.class);
    channel.inboundMessages().clear();
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void decode_fixedLengthCellBeforeVersions_isRefused() {
    assertThatThrownBy(
            () -> channel.writeInbound(Unpooled.wrappedBuffer(hex("0000", /* NETINFO */ "08"))))
        .isInstanceOf(DecoderException.class)
        .cause()
        .isInstanceOf(ChannelException.class)
        .hasMessage("a cell of fixed length came before VERSIONS");
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void decode_vpaddingBeforeVersions_isRead() {
    channel.writeInbound(Unpooled.wrappedBuffer(hex("0000", "80", "0000"), VERSIONS));
    assertThat(channel.<Object>readInbound()).isEqualTo(new Vpadding(0));
    assertThat(channel.<Object>readInbound()).isEqualTo(Versions.of(4, 5));
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void decode_longestVariableCell_isRead() {
    ByteBuf cell = Unpooled.buffer().writeBytes(hex("00000000", "c8", "ffff")).writeZero(65535);
    channel.writeInbound(Unpooled.wrappedBuffer(VERSIONS));
    channel.writeInbound(cell.readRetainedSlice(1000));
    channel.writeInbound(cell);
    assertThat(channel.<Object>readInbound()).isInstanceOf(Versions.class);
    assertThat(channel.<Object>readInbound()).isEqualTo(new UnknownCell(0, 200));
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void decode_afterAMalformedCell_swallowsAllElse() {
    channel.writeInbound(Unpooled.wrappedBuffer(VERSIONS));
    assertThat(channel.<Object>readInbound()).isInstanceOf(Versions.class);
    // CERTS that announces an entry it does not hold, and a good cell behind it.
    ByteBuf bad = Unpooled.wrappedBuffer(hex("00000000", "81", "0001", "01"), DESTROY);
    assertThatThrownBy(() -> channel.writeInbound(bad))
        .isInstanceOf(DecoderException.class)
        .cause()
        .isInstanceOf(ChannelException.class)
        .hasMessageStartingWith("a malformed CERTS cell: ");
    channel.writeInbound(Unpooled.wrappedBuffer(DESTROY));
    channel.writeInbound(Unpooled.wrappedBuffer(VERSIONS));
    assertThat(channel.<Object>readInbound()).isNull();
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void decode_malformedCreate2_isAnUnknownCellOfItsCircuit() {
    // A request of 65,535 bytes, and a reply of as many.
    byte[] create2 = hex("80000003", "0a", "0002", "ffff", "00".repeat(505));
    byte[] created2 = hex("00000003", "0b", "ffff", "00".repeat(507));
    channel.writeInbound(Unpooled.wrappedBuffer(VERSIONS, create2, created2, DESTROY));
    assertThat(channel.<Object>readInbound()).isInstanceOf(Versions.class);
    UnknownCell create = channel.readInbound();
    assertThat(create).isEqualTo(new UnknownCell(0x80000003, 10));
    assertThat(create.isCreate()).isTrue();
    UnknownCell created = channel.readInbound();
    assertThat(created).isEqualTo(new UnknownCell(3, 11));
    assertThat(created.isCreated()).isTrue();
    assertThat(channel.<Object>readInbound()).isInstanceOf(Destroy.class);
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void close_inTheMiddleOfACell_givesNothing() {
    channel.writeInbound(Unpooled.wrappedBuffer(VERSIONS, hex("80000001", "03", "55".repeat(508))));
    assertThat(channel.<Object>readInbound()).isInstanceOf(Versions.class);
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void padding_isACellLikeAnyOther() {
    channel.writeInbound(Unpooled.wrappedBuffer(VERSIONS, hex("00000000", "00", "99".repeat(509))));
    assertThat(channel.<Object>readInbound()).isInstanceOf(Versions.class);
    assertThat(channel.<Object>readInbound()).isEqualTo(new Padding());
    assertThat(channel.finish()).isFalse();
  }
}
