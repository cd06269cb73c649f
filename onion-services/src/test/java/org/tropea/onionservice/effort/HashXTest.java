package org.tropea.onionservice.effort;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row O18, by the vectors of C tor's test_crypto.c. */
class HashXTest {
  @ParameterizedTest
  @CsvSource({
    "'', 0, 466cc2021c268560",
    "a, 0, b2a110ee695c475c",
    "ab, 0, 57c77f7e0d2c1727",
    "abc, 0, ef560991338086d1",
    "'', 999, 304068b62bc4874e",
    "a, 999, c8b66a8eb4bba304",
    "ab, 999, 26c1f7031f0b3645",
    "abc, 999, de84f9d286b39ab5"
  })
  void hash_isThatOfTheVectors(String seed, int input, String expected) {
    HashX function =
        HashX.of(seed.getBytes(StandardCharsets.US_ASCII), new HashX.Room()).orElseThrow();
    long[] hash = new long[1];
    function.hash(new char[] {(char) input}, hash);
    assertThat(Long.reverseBytes(hash[0])).isEqualTo(Long.parseUnsignedLong(expected, 16));
  }
}
