package org.tropea.directory.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tropea.directory.fetch.ContentEncoding;
import org.tukaani.xz.LZMAInputStream;

class PackingTest {
  /**
   * The header is a byte of properties and the dictionary's size in four; C tor's detector knows it
   * by 5d 00 00.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 65536",
    "1, 65536",
    "65536, 65536",
    "65537, 131072",
    "1048576, 1048576",
    "1048577, 2097152",
    "4194303, 4194304",
    "4194304, 4194304",
    "5000000, 4194304"
  })
  void lzma_ofAnySize_hasADictionaryThatFits(int size, int dictionary) throws Exception {
    byte[] body = body(size);
    byte[] packed = Packing.pack(body, ContentEncoding.LZMA);
    assertThat(ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).getInt(1))
        .isEqualTo(dictionary);
    assertThat(packed).startsWith(0x5d, 0, 0);
    try (LZMAInputStream in = new LZMAInputStream(new java.io.ByteArrayInputStream(packed))) {
      assertThat(in.readAllBytes()).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "IDENTITY", mode = EnumSource.Mode.EXCLUDE)
  void packed_ofText_isSmaller(ContentEncoding encoding) {
    byte[] text =
        "r relay AAAA 2026-11-25 00:00:00 127.0.0.1 9001 0\n"
            .repeat(500)
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(Packing.pack(text, encoding).length).isLessThan(text.length / 10);
  }

  private static byte[] body(int size) {
    byte[] body = new byte[size];
    new Random(size).nextBytes(body);
    return body;
  }
}
