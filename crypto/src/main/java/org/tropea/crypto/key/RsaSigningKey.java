package org.tropea.crypto.key;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAKeyGenParameterSpec;
import javax.crypto.Cipher;

/** An RSA private key that signs as Tor does (tor-spec 0.3). Immutable, for any thread. */
public final class RsaSigningKey {
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
