package org.tropea.crypto.onion;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AesPairTest {
  private static final HexFormat HEX = HexFormat.of();

  private final Random random = new Random(1);

  /** Those of this run; {@link #intrinsic_packageOpen_isThere} holds the second to account. */
  static Stream<Primitives.Ciphers> pairs() {
    Primitives.Ciphers publicOnes = CipherAesPair::new;
    Primitives.Ciphers intrinsic = (encrypts, scratch) -> new IntrinsicAesPair(encrypts);
    return IntrinsicAesPair.isAvailable()
        ? Stream.of(publicOnes, intrinsic)
        : Stream.of(publicOnes);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Newer JDKs name and shape these classes otherwise; then the public ciphers serve. */
  @Test
  void intrinsic_packageOpen_isThere() {
    boolean open =
        Object.class.getModule().isOpen("com.sun.crypto.provider", AesPairTest.class.getModule());
    boolean known = Runtime.version().feature() <= 25;
    if (!open || known) {
      assertThat(IntrinsicAesPair.isAvailable()).isEqualTo(open);
    }
    assertThat(AesPair.fastest(true, new byte[WideBlock.SCRATCH_LENGTH]))
        .isInstanceOf(
            IntrinsicAesPair.isAvailable() ? IntrinsicAesPair.class : CipherAesPair.class);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void block_exampleOfFips197_equal(Primitives.Ciphers kind) {
    byte[] keys = HEX.parseHex("000102030405060708090a0b0c0d0e0f" + "00".repeat(16));
    byte[] body = HEX.parseHex("00112233445566778899aabbccddeeff");
    byte[] scratch = new byte[WideBlock.SCRATCH_LENGTH];
    AesPair encrypts = kind.of(true, scratch);
    encrypts.setKeys(keys, 0, 16);
    encrypts.block(body);
    assertThat(HEX.formatHex(body)).isEqualTo("69c4e0d86a7b0430d8cdb78070b4c55a");
    AesPair decrypts = kind.of(false, scratch);
    decrypts.setKeys(keys, 0, 16);
    decrypts.block(body);
    assertThat(HEX.formatHex(body)).isEqualTo("00112233445566778899aabbccddeeff");
  }

  /** Also once the JIT has put HotSpot's own instructions in place, where it does. */
  @ParameterizedTest
  @MethodSource("pairs")
  void pair_newKeysAgainAndAgain_isAes(Primitives.Ciphers kind) throws Exception {
    byte[] scratch = new byte[WideBlock.SCRATCH_LENGTH];
    AesPair encrypts = kind.of(true, scratch);
    AesPair decrypts = kind.of(false, scratch);
    for (int trial = 0; trial < 20_000; trial++) {
      byte[] keys = bytes(40);
      encrypts.setKeys(keys, 3, 21);
      decrypts.setKeys(keys, 3, 21);
      byte[] data = bytes(509);
      byte[] given = data.clone();
      byte[] counter = bytes(16);
      counter[15] &= (byte) 0xc0;
      long first = (long) Polyval.LITTLE_ENDIAN.get(counter, 0);
      long last = (long) Polyval.LITTLE_ENDIAN.get(counter, 8);
      int length = 1 + random.nextInt(493);

      encrypts.block(data);
      encrypts.stream(first, last, data, 16, length);

      if (trial % 100 == 0) {
        assertThat(data).isEqualTo(expected(keys, given, counter, length));
      }
      decrypts.stream(first, last, data, 16, length);
      decrypts.block(data);
      assertThat(Arrays.equals(data, given)).isTrue();
    }
  }

  private static byte[] expected(byte[] keys, byte[] given, byte[] counter, int length)
      throws GeneralSecurityException {
    byte[] expected = given.clone();
    Cipher block = Cipher.getInstance("AES/ECB/NoPadding");
    block.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(keys, 3, 16, "AES"));
    System.arraycopy(block.doFinal(given, 0, 16), 0, expected, 0, 16);
    Cipher stream = Cipher.getInstance("AES/CTR/NoPadding");
    stream.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(keys, 21, 16, "AES"), new IvParameterSpec(counter));
    System.arraycopy(stream.doFinal(given, 16, length), 0, expected, 16, length);
    return expected;
  }

  @Test
  void subBytes_allBytes_areTheInverseAndTheAffineMap() {
    for (int value = 0; value < 256; value++) {
      int inverse = 0;
      for (int candidate = 1; candidate < 256; candidate++) {
        inverse = product(value, candidate) == 1 ? candidate : inverse;
      }
      int affine = 0x63;
      for (int turn = 0; turn < 5; turn++) {
        affine ^= (inverse << turn | inverse >> (8 - turn)) & 0xff;
      }
      for (int at = 0; at < 64; at += 8) {
        long others = random.nextLong() & ~(0xffL << at);
        long bytes = others | (long) value << at;
        long result = SubBytes.transpose(SubBytes.of(SubBytes.transpose(bytes)));
        assertThat((int) (result >>> at) & 0xff).isEqualTo(affine);
      }
    }
  }

  /** In the field of AES, FIPS 197, 4.2. */
  private static int product(int one, int other) {
    int product = 0;
    int multiple = one;
    for (int bit = 0; bit < 8; bit++) {
      product ^= (other >> bit & 1) * multiple;
      multiple = multiple << 1 ^ (multiple >> 7) * 0x11b;
    }
    return product;
  }
}
