package org.tropea.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;

class RelayMessageFuzzTest {
  /** The first byte is the command, the others are the body. */
  @FuzzTest
  void anyBytes_read_giveAMessageThatRoundTripsOrDecodeException(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    int command = input[0] & 0xff;
    RelayMessage message;
    try {
      message = RelayMessage.read(command, input, 1, input.length - 1);
    } catch (DecodeException e) {
      return;
    }
    if (!(message instanceof UnknownMessage)) {
      RelayMessageTest.assertSame(
          RelayMessageTest.read(command, RelayMessageTest.write(message)), message);
    }
  }

  @FuzzTest
  void anyRelayCell_unpacked_givesAMessageOrDecodeException(byte[] input) {
    for (RelayCellFormat format : List.of(RelayCellFormat0.INSTANCE, RelayCellFormat1.INSTANCE)) {
      byte[] body = Arrays.copyOf(input, 509);
      if (format.fits(body)) {
        format.contents(body);
      }
      try {
        format.unpack(body);
      } catch (DecodeException e) {
        // The other good end.
      }
    }
  }

  /** Cells of 493 bytes, one after another. */
  @FuzzTest
  void anyCells_ofPackedMessages_giveMessagesOrDecodeException(byte[] input) {
    PackedMessages messages = new PackedMessages();
    try {
      for (int from = 0; from < input.length; from += 493) {
        byte[] body = new byte[509];
        System.arraycopy(input, from, body, 16, Math.min(493, input.length - from));
        assertThat(messages.take(body, false)).hasSizeLessThan(166);
        assertThat(messages.kept()).isBetween(0, PackedMessages.MAX_LENGTH);
      }
    } catch (DecodeException e) {
      // The other good end.
    }
  }
}
