package org.tropea.directory.fetch;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.tropea.crypto.bytes.DecodeException;

/** The first byte chooses the encoding; the bound on the output is always kept. */
class DecompressionFuzzTest {
  private static final int MAX_SIZE = 1 << 20;

  @FuzzTest
  void anyBytes_unpacked_areBoundedOrRefused(byte[] input) {
    if (input.length == 0) {
      return;
    }
    ContentEncoding[] encodings = ContentEncoding.values();
    ContentEncoding encoding = encodings[(input[0] & 0xff) % encodings.length];
    try {
      byte[] body = Arrays.copyOfRange(input, 1, input.length);
      int length = Decompression.unpack(body, encoding, MAX_SIZE).length;
      if (length > MAX_SIZE) {
        throw new AssertionError("unpacked to " + length + " bytes");
      }
    } catch (DecodeException e) {
      // Refused.
    }
  }
}
