package org.tropea.crypto.key;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.KeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.tropea.crypto.bytes.DecodeException;

/** An RSA private key that signs as Tor does (tor-spec 0.3). Immutable, for any thread. */
public final class RsaSigningKey {
  private static final int PRIME_CERTAINTY = 100;

  private final RSAPrivateCrtKey key;

  /** Signs with {@code key}. */
  public RsaSigningKey(RSAPrivateCrtKey key) {
    this.key = key;
  }

  /** A fresh key of so many bits, with the exponent 65537. */
  public static RsaSigningKey generate(int bits, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4), random);
      return new RsaSigningKey((RSAPrivateCrtKey) generator.generateKeyPair().getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime makes no RSA keys of this size", e);
    }
  }

  /**
   * Reads a PKCS#1 RSAPrivateKey, as in PEM files marked {@code RSA PRIVATE KEY}; what is behind it
   * is ignored, as by C tor. The key is checked as by OpenSSL's RSA_check_key: numbers that do not
   * belong together would sign what nobody can verify.
   */
  public static RsaSigningKey fromDer(byte[] der) throws DecodeException {
    try (ASN1InputStream in = new ASN1InputStream(der)) {
      RSAPrivateKey read = RSAPrivateKey.getInstance(in.readObject());
      if (read == null) { // Bouncy Castle's answer to no bytes at all.
        throw new DecodeException("an RSA private key is empty");
      }
      RsaPublicKey.fromDer(
          RsaPublicKey.of(read.getModulus(), read.getPublicExponent()).der().toByteArray());
      if (!isWhole(read)) {
        throw new DecodeException("an RSA private key is not of one piece");
      }
      KeySpec numbers =
          new RSAPrivateCrtKeySpec(
              read.getModulus(),
              read.getPublicExponent(),
              read.getPrivateExponent(),
              read.getPrime1(),
              read.getPrime2(),
              read.getExponent1(),
              read.getExponent2(),
              read.getCoefficient());
      return new RsaSigningKey(
          (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(numbers));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // Bouncy Castle has no one exception for bytes that are not the ASN.1 it expects.
      throw new DecodeException("an RSA private key is not PKCS#1");
    }
  }

  /** The same as PKCS#8 PrivateKeyInfo, as in PEM files marked {@code PRIVATE KEY}. */
  public static RsaSigningKey fromPkcs8(byte[] der) throws DecodeException {
    try (ASN1InputStream in = new ASN1InputStream(der)) {
      PrivateKeyInfo read = PrivateKeyInfo.getInstance(in.readObject());
      if (read == null
          || !PKCSObjectIdentifiers.rsaEncryption.equals(
              read.getPrivateKeyAlgorithm().getAlgorithm())) {
        throw new DecodeException("a private key is none of RSA");
      }
      return fromDer(read.getPrivateKey().getOctets());
    } catch (IOException | RuntimeException e) {
      throw new DecodeException("a private key is not PKCS#8");
    }
  }

  private static boolean isWhole(RSAPrivateKey key) {
    BigInteger p = key.getPrime1();
    BigInteger q = key.getPrime2();
    if (!p.isProbablePrime(PRIME_CERTAINTY)
        || !q.isProbablePrime(PRIME_CERTAINTY)
        || !p.multiply(q).equals(key.getModulus())) {
      return false;
    }
    BigInteger p1 = p.subtract(BigInteger.ONE);
    BigInteger q1 = q.subtract(BigInteger.ONE);
    BigInteger d = key.getPrivateExponent();
    // Modulo both is modulo their least common multiple.
    BigInteger both = key.getPublicExponent().multiply(d).subtract(BigInteger.ONE);
    return d.signum() > 0
        && d.compareTo(key.getModulus()) < 0
        && both.mod(p1).signum() == 0
        && both.mod(q1).signum() == 0
        && d.mod(p1).equals(key.getExponent1())
        && d.mod(q1).equals(key.getExponent2())
        && q.modInverse(p).equals(key.getCoefficient());
  }

  /** The secret itself as PKCS#1 RSAPrivateKey, for key files: whoever calls must wipe it. */
  public byte[] der() {
    try {
      return new RSAPrivateKey(
              key.getModulus(),
              key.getPublicExponent(),
              key.getPrivateExponent(),
              key.getPrimeP(),
              key.getPrimeQ(),
              key.getPrimeExponentP(),
              key.getPrimeExponentQ(),
              key.getCrtCoefficient())
          .getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("writing DER to memory failed", e);
    }
  }

  /** The public key. */
  public RsaPublicKey publicKey() {
    return RsaPublicKey.of(key.getModulus(), key.getPublicExponent());
  }

  /** The private key itself, for TLS and X.509. */
  public RSAPrivateCrtKey privateKey() {
    return key;
  }

  /** PKCS#1 padding of type 1 around the bare {@code digest}, signed: as long as the modulus. */
  public byte[] sign(byte[] digest) {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return cipher.doFinal(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing with RSA failed", e);
    }
  }

  @Override
  public String toString() {
    return "RsaSigningKey";
  }
}
