package org.tropea.crypto.key;

import com.google.crypto.tink.util.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
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
   * Whether {@code signature} is this key's of {@code digest}: its power is the digest behind
   * PKCS#1 padding of type 1, and nothing else.
   */
  public boolean verify(byte[] digest, byte[] signature) {
    int length = (bits() + 7) / 8;
    BigInteger number = new BigInteger(1, signature);
    if (signature.length > length
        || number.compareTo(modulus) >= 0
        || digest.length > length - 3 - MIN_PADDING) {
      return false;
    }
    byte[] padded = new byte[length];
    Arrays.fill(padded, 2, length - digest.length - 1, (byte) 0xff);
    padded[1] = 1;
    System.arraycopy(digest, 0, padded, length - digest.length, digest.length);
    return number.modPow(exponent, modulus).equals(new BigInteger(1, padded));
  }
}
