package org.tropea.crypto.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Beside BigInteger's arithmetic; with C tor's vectors in {@code KeyBlindingTest}. */
class SecretScalarTest {
  private static void check(byte[] one, byte[] other) {
    BigInteger expected =
        EdwardsPoint.number(one).multiply(EdwardsPoint.number(other)).mod(EdwardsPoint.ORDER);
    assertThat(SecretScalar.product(one, other)).isEqualTo(EdwardsPoint.bytes(expected));
  }

  @Test
  void product_isThatOfBigIntegers() {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      byte[] one = new byte[32];
      byte[] other = new byte[32];
      random.nextBytes(one);
      random.nextBytes(other);
      check(one, other);
    }
  }

  @Test
  void numbersAtTheBorders_areReduced() {
    byte[] most = new byte[32];
    Arrays.fill(most, (byte) 0xff);
    byte[] one = EdwardsPoint.bytes(BigInteger.ONE);
    byte[] order = EdwardsPoint.bytes(EdwardsPoint.ORDER);
    byte[] below = EdwardsPoint.bytes(EdwardsPoint.ORDER.subtract(BigInteger.ONE));
    byte[] above = EdwardsPoint.bytes(EdwardsPoint.ORDER.add(BigInteger.ONE));
    byte[][] all = {new byte[32], one, below, order, above, most};
    for (byte[] first : all) {
      for (byte[] second : all) {
        check(first, second);
      }
    }
  }
}
