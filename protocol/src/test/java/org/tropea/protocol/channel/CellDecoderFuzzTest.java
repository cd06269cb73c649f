package org.tropea.protocol.channel;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.Arrays;
import org.tropea.protocol.cell.ChannelException;

/** The bytes of a link in pieces; the first byte is the length of each. */
class CellDecoderFuzzTest {
  @FuzzTest
  void anyBytes_decodedInPieces_areCellsOrChannelException(byte[] input) {
    if (input.length == 0) {
      return;
    }
    EmbeddedChannel link =
        new EmbeddedChannel(
            new CellDecoder(
                new HandshakeTranscript(), new CellDeadline(LinkLimits.STANDARD.cell())));
    int piece = 1 + (input[0] & 0xff);
    try {
      for (int at = 1; at < input.length; at += piece) {
        byte[] bytes = Arrays.copyOfRange(input, at, Math.min(at + piece, input.length));
        link.writeInbound(Unpooled.wrappedBuffer(bytes));
      }
    } catch (DecoderException e) {
      if (!(e.getCause() instanceof ChannelException)) {
        throw e;
      }
    } finally {
      link.finishAndReleaseAll();
    }
  }
}
