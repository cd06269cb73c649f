package org.tropea.protocol.message;

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
}
