package org.tropea.crypto.key;

import com.google.crypto.tink.util.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;

/**
 * An RSA public key: a relay's old identity, or an authority's identity and signing key.
 *
 * <p>Tor signs a bare digest under PKCS#1 padding, without the DigestInfo of PKCS#1 signatures
 * (tor-spec 0.3), so {@code java.security.Signature} has no name for it.
 *
 * @param der the key as PKCS#1 RSAPublicKey
 */
public record RsaPublicKey(Bytes der, BigInteger modulus, BigInteger exponent) {
  private static final int MIN_BITS = 1024;
  private static final int MAX_BITS = 4096;
  private static final int MAX_LENGTH = 600;
  private static final int MIN_PADDING = 8;
  private static final BigInteger TOR_EXPONENT = BigInteger.valueOf(65_537);

  /** Reads a PKCS#1 RSAPublicKey; refuses other encodings of the same key, and odd key sizes. */
  public static RsaPublicKey fromDer(byte[] der) throws DecodeException {
    if (der.length > MAX_LENGTH) {
      throw new DecodeException("an RSA key is too long");
    }
    try {
      org.bouncycastle.asn1.pkcs.RSAPublicKey key =
          org.bouncycastle.asn1.pkcs.RSAPublicKey.getInstance(ASN1Primitive.fromByteArray(der));
      if (!Arrays.equals(key.getEncoded(ASN1Encoding.DER), der)) {
        throw new DecodeException("an RSA key is not in DER");
      }
      int bits = key.getModulus().bitLength();
      BigInteger exponent = key.getPublicExponent();
      if (bits < MIN_BITS
          || bits > MAX_BITS
          || !key.getModulus().testBit(0)
          || !exponent.testBit(0)
          || exponent.bitLength() < 2
          || exponent.bitLength() > 32) {
        throw new DecodeException("an RSA key has a size that Tor does not use");
      }
      return new RsaPublicKey(Bytes.copyFrom(der), key.getModulus(), exponent);
    } catch (IOException | RuntimeException e) {
      // Bouncy Castle has no one exception for bytes that are not the ASN.1 it expects.
      throw new DecodeException("an RSA key is not PKCS#1");
    }
  }

  /** The key of these two numbers. */
  public static RsaPublicKey of(BigInteger modulus, BigInteger exponent) {
    try {
      byte[] der =
          new org.bouncycastle.asn1.pkcs.RSAPublicKey(modulus, exponent)
              .getEncoded(ASN1Encoding.DER);
      return new RsaPublicKey(Bytes.copyFrom(der), modulus, exponent);
    } catch (IOException e) {
      throw new IllegalStateException("writing DER to memory failed", e);
    }
  }

  /** SHA-1 of the DER. */
  public RsaIdentity identity() {
    return RsaIdentity.of(Digest.sha1(der.toByteArray()));
  }

  /** Modulus length in bits. */
  public int bits() {
    return modulus.bitLength();
  }

  /**
   * Whether {@code signature} is this key's of {@code digest}, by the rule of Tor's documents: what
   * it signs, behind PKCS#1 padding of type 1, begins with the digest. C tor looks no further, so
   * that whoever did would part from the network over a document that all others take. Of a key
   * whose exponent is not the one that Tor uses nothing may follow: with 3, anybody could sign so.
   */
  public boolean verify(byte[] digest, byte[] signature) {
    byte[] signed = signed(signature);
    return signed != null
        && signed.length >= digest.length
        && (signed.length == digest.length || exponent.equals(TOR_EXPONENT))
        && MessageDigest.isEqual(Arrays.copyOf(signed, digest.length), digest);
  }

  /** Whether it signs {@code content} and nothing else, as X.509 asks. */
  public boolean verifyWhole(byte[] content, byte[] signature) {
    byte[] signed = signed(signature);
    return signed != null && MessageDigest.isEqual(signed, content);
  }

  /** What stands behind the padding: 00 01, ff eight times or more, 00. Null where it does not. */
  private byte @Nullable [] signed(byte[] signature) {
    int length = (bits() + 7) / 8;
    BigInteger number = new BigInteger(1, signature);
    if (signature.length > length || number.compareTo(modulus) >= 0) {
      return null;
    }
    byte[] power = number.modPow(exponent, modulus).toByteArray();
    byte[] padded = new byte[length];
    int extra = Math.max(0, power.length - length); // A byte for the sign.
    System.arraycopy(power, extra, padded, length - power.length + extra, power.length - extra);
    int end = 2;
    while (end < length && padded[end] == (byte) 0xff) {
      end++;
    }
    boolean good =
        padded[0] == 0
            && padded[1] == 1
            && end >= 2 + MIN_PADDING
            && end < length
            && padded[end] == 0;
    return good ? Arrays.copyOfRange(padded, end + 1, length) : null;
  }
}
