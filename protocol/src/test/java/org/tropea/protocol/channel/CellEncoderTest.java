package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tropea.protocol.Vector.hex;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.cell.Versions;
import org.tropea.protocol.cell.Vpadding;

@ExtendWith(NoLeaks.class)
class CellEncoderTest {
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new CellEncoder(new HandshakeTranscript()));

  @Test
  void encode_versions_hasAShortCircuitId() {
    assertThat(encoded(new Versions(List.of(4, 5)))).isEqualTo(hex("0000 07 0004 0004 0005"));
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
