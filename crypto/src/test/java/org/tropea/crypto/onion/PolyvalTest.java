package org.tropea.crypto.onion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.crypto.Vectors;
import org.tropea.crypto.Vectors.Vector;

class PolyvalTest {
  private final Random random = new Random(1);

  /** Those of this run; {@link #intrinsic_packageOpen_isThere} holds the second to account. */
  static Stream<Supplier<Polyval>> polyvals() {
    Supplier<Polyval> masked = MaskedPolyval::new;
    return IntrinsicPolyval.isAvailable()
        ? Stream.of(masked, IntrinsicPolyval::new)
        : Stream.of(masked);
  }

  @Test
  void intrinsic_packageOpen_isThere() {
    boolean open =
        Object.class.getModule().isOpen("com.sun.crypto.provider", PolyvalTest.class.getModule());
    assertThat(IntrinsicPolyval.isAvailable()).isEqualTo(open);
    assertThat(Polyval.fastest()).isInstanceOf(open ? IntrinsicPolyval.class : MaskedPolyval.class);
  }

  @ParameterizedTest
  @MethodSource("polyvals")
  void hash_publishedVectors_equal(Supplier<Polyval> kind) {
    for (Vector vector : Vectors.read("polyval")) {
      Polyval polyval = kind.get();
      polyval.setKey(vector.bytes("key"), 0);
      byte[] blocks = reversed(vector.bytes("blocks"));
      polyval.hash(blocks, 0, blocks.length / 16);
      assertThat(result(polyval)).isEqualTo(vector.bytes("result"));
    }
  }

  @ParameterizedTest
  @MethodSource("polyvals")
  void hash_anyKeyAndBlocks_equalsTheProductOfPolynomials(Supplier<Polyval> kind) {
    Polyval polyval = kind.get();
    for (int trial = 0; trial < 50; trial++) {
      byte[] key = new byte[16];
      random.nextBytes(key);
      byte[] data = new byte[16 * (1 + random.nextInt(32))];
      random.nextBytes(data);
      polyval.setKey(key, 0);
      byte[] given = reversed(data);
      polyval.hash(given, 0, given.length / 16);
      assertThat(result(polyval)).isEqualTo(bitByBit(key, data));
    }
  }

  /** The same blocks, each with its bytes in reverse. */
  private static byte[] reversed(byte[] blocks) {
    byte[] reversed = new byte[blocks.length];
    for (int i = 0; i < blocks.length; i++) {
      reversed[i] = blocks[i / 16 * 16 + 15 - i % 16];
    }
    return reversed;
  }

  private static byte[] result(Polyval polyval) {
    byte[] result = new byte[16];
    Polyval.LITTLE_ENDIAN.set(result, 0, polyval.first);
    Polyval.LITTLE_ENDIAN.set(result, 8, polyval.second);
    return result;
  }

  /** RFC 8452, 3, as it is written: sums and products, each divided by x^128. */
  private static byte[] bitByBit(byte[] key, byte[] data) {
    boolean[] state = new boolean[128];
    for (int at = 0; at < data.length; at += 16) {
      for (int bit = 0; bit < 128; bit++) {
        state[bit] ^= (data[at + bit / 8] >> bit % 8 & 1) != 0;
      }
      state = product(state, key);
    }
    byte[] bytes = new byte[16];
    for (int bit = 0; bit < 128; bit++) {
      bytes[bit / 8] |= (byte) (state[bit] ? 1 << bit % 8 : 0);
    }
    return bytes;
  }

  private static boolean[] product(boolean[] factor, byte[] key) {
    boolean[] product = new boolean[256];
    for (int i = 0; i < 128; i++) {
      for (int j = 0; j < 128; j++) {
        product[i + j] ^= factor[i] && (key[j / 8] >> j % 8 & 1) != 0;
      }
    }
    // Division by x^128, one x after the other: the modulus has a constant term of 1.
    for (int i = 0; i < 128; i++) {
      if (product[i]) {
        for (int power : new int[] {0, 121, 126, 127, 128}) {
          product[i + power] ^= true;
        }
      }
    }
    boolean[] result = new boolean[128];
    System.arraycopy(product, 128, result, 0, 128);
    return result;
  }
}
