package org.tropea.crypto.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.Vectors;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;

class RsaKeyTest {
  private static final RsaSigningKey KEY = RsaSigningKey.generate(1024, new SecureRandom());
  private static final byte[] DIGEST = Digest.sha1(new byte[] {1});

  private static BigInteger power(byte[] block) {
    return new BigInteger(1, block)
        .modPow(KEY.privateKey().getPrivateExponent(), KEY.privateKey().getModulus());
  }

  private static byte[] toBytes(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] result = new byte[length];
    int count = Math.min(length, bytes.length);
    System.arraycopy(bytes, bytes.length - count, result, length - count, count);
    return result;
  }

  /** Type 1 padding around the digest, as OpenSSL writes it. */
  private static byte[] block() {
    byte[] block = new byte[128];
    block[1] = 1;
    Arrays.fill(block, 2, 107, (byte) 0xff);
    System.arraycopy(DIGEST, 0, block, 108, 20);
    return block;
  }

  @Test
  void sign_bareDigest_isTheOneBlockOfType1() {
    byte[] signature = KEY.sign(DIGEST);
    assertThat(signature).isEqualTo(toBytes(power(block()), 128));
    assertThat(KEY.publicKey().verify(DIGEST, signature)).isTrue();
    assertThat(KEY).hasToString("RsaSigningKey");
  }

  @Test
  void sign_anySizes_verify() {
    for (int bits : new int[] {1024, 2048}) {
      RsaSigningKey key = RsaSigningKey.generate(bits, new SecureRandom());
      assertThat(key.publicKey().bits()).isEqualTo(bits);
      assertThat(key.publicKey().exponent()).isEqualTo(65537);
      for (int length : new int[] {20, 32, 51}) {
        byte[] digest = new byte[length];
        assertThat(key.sign(digest)).hasSize(bits / 8);
        assertThat(key.publicKey().verify(digest, key.sign(digest))).isTrue();
      }
    }
  }

  @Test
  void verify_paddingOtherThanTheOne_invalid() throws Exception {
    byte[][] blocks = new byte[7][];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = block();
    }
    blocks[0][0] = 1;
    blocks[1][1] = 2;
    blocks[2][50] = (byte) 0xfe;
    blocks[3][107] = 1;
    blocks[4][60] = 0; // so that the padding ends early and the digest is longer
    blocks[5] = longer(9); // one byte of padding too little
    blocks[6] = new byte[128]; // nothing but padding
    blocks[6][1] = 1;
    Arrays.fill(blocks[6], 2, 128, (byte) 0xff);
    for (byte[] block : blocks) {
      if (new BigInteger(1, block).compareTo(KEY.privateKey().getModulus()) < 0) {
        assertThat(KEY.publicKey().verify(DIGEST, toBytes(power(block), 128))).isFalse();
      }
    }
    Cipher random = Cipher.getInstance("RSA/ECB/NoPadding");
    random.init(Cipher.ENCRYPT_MODE, KEY.privateKey());
    assertThat(KEY.publicKey().verify(DIGEST, random.doFinal(block()))).isTrue();
  }

  /** The digest behind {@code end - 2} bytes of padding, and zeros behind the digest. */
  private static byte[] longer(int end) {
    byte[] block = new byte[128];
    block[1] = 1;
    Arrays.fill(block, 2, end, (byte) 0xff);
    System.arraycopy(DIGEST, 0, block, end + 1, 20);
    return block;
  }

  /** C tor compares no more than the digest: it takes what follows for part of what was signed. */
  @Test
  void verify_payloadThatBeginsWithTheDigest_isValidAsAtCtor_butNotAsAWhole() {
    for (int end : new int[] {10, 11, 60, 106}) {
      byte[] signature = toBytes(power(longer(end)), 128);
      assertThat(KEY.publicKey().verify(DIGEST, signature)).isTrue();
      assertThat(KEY.publicKey().verify(new byte[20], signature)).isFalse();
      assertThat(KEY.publicKey().verifyWhole(DIGEST, signature)).isFalse();
    }
    assertThat(KEY.publicKey().verifyWhole(DIGEST, KEY.sign(DIGEST))).isTrue();
    byte[] shorter = KEY.sign(Arrays.copyOf(DIGEST, 19));
    assertThat(KEY.publicKey().verify(DIGEST, shorter)).isFalse();
  }

  /** Bleichenbacher 2006: a cube root is a signature of everybody's where anything may follow. */
  @Test
  void verify_payloadThatGoesOn_byAKeyOfExponentThree_isInvalid() {
    BigInteger modulus = BigInteger.ONE.shiftLeft(3072).subtract(BigInteger.ONE);
    RsaPublicKey key = RsaPublicKey.of(modulus, BigInteger.valueOf(3));
    byte[] block = new byte[384];
    block[1] = 1;
    Arrays.fill(block, 2, 10, (byte) 0xff);
    System.arraycopy(DIGEST, 0, block, 11, 20);
    Arrays.fill(block, 31, 384, (byte) 0x80);
    BigInteger root = cubeRoot(new BigInteger(1, block));
    byte[] cube = toBytes(root.pow(3), 384);
    assertThat(Arrays.copyOf(cube, 31)).as("a forgery").isEqualTo(Arrays.copyOf(block, 31));
    assertThat(key.verify(DIGEST, toBytes(root, 384))).isFalse();
  }

  private static BigInteger cubeRoot(BigInteger cube) {
    BigInteger root = BigInteger.ZERO;
    for (int bit = cube.bitLength() / 3; bit >= 0; bit--) {
      BigInteger more = root.setBit(bit);
      root = more.pow(3).compareTo(cube) <= 0 ? more : root;
    }
    return root;
  }

  @Test
  void verify_changedSignatureOrDigest_invalid() {
    byte[] signature = KEY.sign(DIGEST);
    for (int i = 0; i < 128; i++) {
      byte[] changed = signature.clone();
      changed[i] ^= 1;
      assertThat(KEY.publicKey().verify(DIGEST, changed)).isFalse();
    }
    assertThat(KEY.publicKey().verify(Digest.sha1(new byte[0]), signature)).isFalse();
    assertThat(KEY.publicKey().verify(Arrays.copyOf(DIGEST, 21), signature)).isFalse();
    assertThat(KEY.publicKey().verify(new byte[118], signature)).isFalse();
    RsaPublicKey other = RsaSigningKey.generate(1024, new SecureRandom()).publicKey();
    assertThat(other.verify(DIGEST, signature)).isFalse();
  }

  @Test
  void verify_signatureOfOddLengthOrValue_invalid() {
    byte[] signature = KEY.sign(DIGEST);
    RsaPublicKey key = KEY.publicKey();
    assertThat(key.verify(DIGEST, new byte[0])).isFalse();
    assertThat(key.verify(DIGEST, new byte[128])).isFalse();
    assertThat(key.verify(DIGEST, Arrays.copyOf(signature, 127))).isFalse();
    byte[] longer = new byte[129];
    System.arraycopy(signature, 0, longer, 1, 128);
    assertThat(key.verify(DIGEST, longer)).isFalse();
    BigInteger above = new BigInteger(1, signature).add(key.modulus());
    if (above.bitLength() <= 1024) {
      assertThat(key.verify(DIGEST, toBytes(above, 128))).isFalse();
    }
    assertThat(key.verify(DIGEST, toBytes(key.modulus(), 128))).isFalse();
  }

  @Test
  void fromDer_keyOfARealRelay_hasItsIdentity() throws Exception {
    byte[] certificate = Vectors.read("certificates").get(0).bytes("rsa-identity");
    byte[] der = Arrays.copyOfRange(certificate, 158, 298);
    RsaPublicKey key = RsaPublicKey.fromDer(der);
    assertThat(key.bits()).isEqualTo(1024);
    assertThat(key.identity())
        .isEqualTo(RsaIdentity.of(Vectors.read("certificates").get(0).bytes("rsa")));
    assertThat(RsaPublicKey.of(key.modulus(), key.exponent())).isEqualTo(key);
  }

  @Test
  void fromDer_truncatedOrTrailing_refused() {
    byte[] der = KEY.publicKey().der().toByteArray();
    for (int length = 0; length <= der.length + 1; length++) {
      byte[] cut = Arrays.copyOf(der, length);
      if (length != der.length) {
        assertThatThrownBy(() -> RsaPublicKey.fromDer(cut)).isInstanceOf(DecodeException.class);
      }
    }
    assertThatThrownBy(() -> RsaPublicKey.fromDer(new byte[601]))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("too long");
  }

  @Test
  void fromDer_sizeThatTorDoesNotUse_refused() {
    BigInteger modulus = KEY.publicKey().modulus();
    BigInteger f4 = BigInteger.valueOf(65537);
    BigInteger[][] keys = {
      {modulus.shiftRight(1).setBit(0), f4}, // 1023 bits
      {BigInteger.ONE.shiftLeft(4096).setBit(0), f4},
      {modulus.subtract(BigInteger.ONE), f4},
      {modulus.negate(), f4},
      {modulus, BigInteger.ONE},
      {modulus, BigInteger.valueOf(65536)},
      {modulus, BigInteger.ZERO},
      {modulus, f4.negate()},
      {modulus, BigInteger.ONE.shiftLeft(32).setBit(0)},
    };
    for (BigInteger[] key : keys) {
      byte[] der = RsaPublicKey.of(key[0], key[1]).der().toByteArray();
      assertThatThrownBy(() -> RsaPublicKey.fromDer(der)).isInstanceOf(DecodeException.class);
    }
  }

  /** Case fault-17: tor 0.4.9.15 refuses each of these as {@code secret_id_key}. */
  @Test
  void privateKey_whoseNumbersDoNotBelongTogether_isRefused() throws Exception {
    BigInteger[] good = numbers(KEY.privateKey());
    assertThat(RsaSigningKey.fromDer(der(good)).der()).isEqualTo(KEY.der());
    for (int i = 1; i < good.length; i++) {
      BigInteger[] changed = good.clone();
      changed[i] = good[i].add(BigInteger.TWO);
      assertRefused(changed);
    }
    BigInteger p1 = good[4].subtract(BigInteger.ONE);
    BigInteger q1 = good[5].subtract(BigInteger.ONE);
    BigInteger[] longer = good.clone();
    longer[3] = good[3].add(p1.multiply(q1));
    assertRefused(longer);
    BigInteger[] swapped = good.clone();
    swapped[4] = good[5];
    swapped[5] = good[4];
    assertRefused(swapped);
    BigInteger[] composite = good.clone();
    composite[4] = good[1];
    composite[5] = BigInteger.ONE;
    assertRefused(composite);
  }

  @Test
  void privateKey_ofSwappedPrimes_isRead() throws Exception {
    BigInteger[] good = numbers(KEY.privateKey());
    BigInteger[] swapped = {
      good[0],
      good[1],
      good[2],
      good[3],
      good[5],
      good[4],
      good[7],
      good[6],
      good[4].modInverse(good[5])
    };
    assertThat(RsaSigningKey.fromDer(der(swapped)).publicKey()).isEqualTo(KEY.publicKey());
  }

  @Test
  void privateKey_withBytesBehindIt_isRead() throws Exception {
    byte[] longer = Arrays.copyOf(KEY.der(), KEY.der().length + 2);
    assertThat(RsaSigningKey.fromDer(longer).publicKey()).isEqualTo(KEY.publicKey());
  }

  /** Version, n, e, d, p, q, d mod p-1, d mod q-1, 1/q mod p. */
  private static BigInteger[] numbers(RSAPrivateCrtKey key) {
    return new BigInteger[] {
      BigInteger.ZERO,
      key.getModulus(),
      key.getPublicExponent(),
      key.getPrivateExponent(),
      key.getPrimeP(),
      key.getPrimeQ(),
      key.getPrimeExponentP(),
      key.getPrimeExponentQ(),
      key.getCrtCoefficient()
    };
  }

  private static byte[] der(BigInteger[] numbers) throws IOException {
    ASN1EncodableVector sequence = new ASN1EncodableVector();
    for (BigInteger number : numbers) {
      sequence.add(new ASN1Integer(number));
    }
    return new DERSequence(sequence).getEncoded();
  }

  private static void assertRefused(BigInteger[] numbers) throws IOException {
    byte[] der = der(numbers);
    assertThatThrownBy(() -> RsaSigningKey.fromDer(der)).isInstanceOf(DecodeException.class);
  }

  @Test
  void verify_modulusWithSmallFactors_answers() throws Exception {
    BigInteger smooth = BigInteger.valueOf(3).pow(700);
    byte[] der = RsaPublicKey.of(smooth, BigInteger.valueOf(65537)).der().toByteArray();
    assertThat(RsaPublicKey.fromDer(der).verify(DIGEST, new byte[] {2})).isFalse();
  }

  @FuzzTest
  void fromDer_anyBytes_keyOrDecodeException(byte[] input) {
    try {
      RsaPublicKey key = RsaPublicKey.fromDer(input);
      assertThat(key.der().toByteArray()).isEqualTo(input);
      key.verify(DIGEST, input);
    } catch (DecodeException e) {
      assertThat(e).hasMessageContaining("RSA key");
    }
  }
}
