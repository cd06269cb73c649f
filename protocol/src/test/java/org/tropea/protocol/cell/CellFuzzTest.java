package org.tropea.protocol.cell;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.tropea.crypto.bytes.DecodeException;

/** The first byte is the command, the others are the body. */
class CellFuzzTest {
  @FuzzTest
  void anyBytes_read_giveACellThatRoundTripsOrDecodeException(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    int command = input[0] & 0xff;
    byte[] body = Arrays.copyOfRange(input, 1, input.length);
    if (!CellCommand.isVariableLength(command)) {
      body = Arrays.copyOf(body, CellCommand.BODY_LENGTH);
    }
    Cell cell;
    try {
      cell = Cell.read(0, command, body);
    } catch (DecodeException e) {
      return;
    }
    if (!(cell instanceof UnknownCell)) {
      CellTest.assertSame(Cell.read(0, command, CellTest.body(cell, (byte) 0)), cell);
    }
  }
}
