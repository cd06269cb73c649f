package org.tropea.authority.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.KeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.bouncycastle.asn1.ASN1Encoding;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.PemBlock;
import org.tropea.crypto.key.RsaSigningKey;

/**
 * RSA private keys in PEM as OpenSSL writes them for tor-gencert: plain PKCS#1, or PKCS#8 under a
 * passphrase.
 */
final class PrivateKeyPem {
  private static final String PLAIN = "RSA PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
  // What tor-gencert writes; it reads anything that OpenSSL reads.
  private static final String CIPHER = "PBEWithSHA1AndDESede";
  private static final int ITERATIONS = 2048;
  private static final int SALT_LENGTH = 8;

  private PrivateKeyPem() {}

  /** Writes PKCS#1, in the clear. */
  static String writePlain(RsaSigningKey key) {
    RSAPrivateCrtKey numbers = key.privateKey();
    try {
      return PemBlock.write(
          PLAIN,
          new org.bouncycastle.asn1.pkcs.RSAPrivateKey(
                  numbers.getModulus(),
                  numbers.getPublicExponent(),
                  numbers.getPrivateExponent(),
                  numbers.getPrimeP(),
                  numbers.getPrimeQ(),
                  numbers.getPrimeExponentP(),
                  numbers.getPrimeExponentQ(),
                  numbers.getCrtCoefficient())
              .getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new IllegalStateException("writing DER to memory failed", e);
    }
  }

  /** Reads PKCS#1 in the clear. */
  static RsaSigningKey readPlain(String pem) throws DecodeException {
    try {
      org.bouncycastle.asn1.pkcs.RSAPrivateKey key =
          org.bouncycastle.asn1.pkcs.RSAPrivateKey.getInstance(body(PLAIN, pem));
      BigInteger modulus = key.getModulus();
      return key(
          new RSAPrivateCrtKeySpec(
              modulus,
              key.getPublicExponent(),
              key.getPrivateExponent(),
              key.getPrime1(),
              key.getPrime2(),
              key.getExponent1(),
              key.getExponent2(),
              key.getCoefficient()));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new DecodeException("a key file holds no RSA private key");
    }
  }

  /** Writes PKCS#8 under a passphrase. */
  static String writeEncrypted(RsaSigningKey key, char[] passphrase, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      PBEParameterSpec parameters = new PBEParameterSpec(salt, ITERATIONS);
      cipher.init(Cipher.ENCRYPT_MODE, secret(CIPHER, passphrase), parameters, random);
      byte[] sealed = cipher.doFinal(key.privateKey().getEncoded());
      return PemBlock.write(
          ENCRYPTED, new EncryptedPrivateKeyInfo(cipher.getParameters(), sealed).getEncoded());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java runtime cannot encrypt keys by passphrase", e);
    }
  }

  /** Reads PKCS#8 under a passphrase, by any scheme that this Java runtime has. */
  static RsaSigningKey readEncrypted(String pem, char[] passphrase) throws DecodeException {
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(body(ENCRYPTED, pem));
      String scheme = info.getAlgParameters().toString();
      String name = scheme.startsWith("PBEWith") ? scheme : info.getAlgName();
      Cipher cipher = Cipher.getInstance(name);
      cipher.init(Cipher.DECRYPT_MODE, secret(name, passphrase), info.getAlgParameters());
      return key(info.getKeySpec(cipher));
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw new DecodeException("an identity key does not open with this passphrase");
    }
  }

  private static SecretKey secret(String scheme, char[] passphrase)
      throws GeneralSecurityException {
    return SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(passphrase));
  }

  private static RsaSigningKey key(KeySpec spec) throws GeneralSecurityException {
    return new RsaSigningKey(
        (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(spec));
  }

  /** The body between the tag's two lines; another tag or no base64 throws unchecked. */
  private static byte[] body(String tag, String pem) {
    String begin = "-----BEGIN " + tag + "-----";
    int start = pem.indexOf(begin) + begin.length();
    int end = pem.indexOf("-----END " + tag + "-----");
    if (!pem.contains(begin) || end < start) {
      throw new IllegalArgumentException("no such PEM");
    }
    return Base64.getMimeDecoder().decode(pem.substring(start, end));
  }
}
