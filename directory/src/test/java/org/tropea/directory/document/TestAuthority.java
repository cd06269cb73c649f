package org.tropea.directory.document;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Cipher;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaPublicKey;
import org.tropea.directory.text.IsoTime;

/** An authority with fresh keys, which certifies and signs as a real one does. */
public final class TestAuthority {
  private static final Instant PUBLISHED = Instant.parse("2026-01-01T00:00:00Z");

  private final KeyPair identityKey;
  private final KeyPair signingKey;
  private final Instant expires;

  private TestAuthority(KeyPair identityKey, KeyPair signingKey, Instant expires) {
    this.identityKey = identityKey;
    this.signingKey = signingKey;
    this.expires = expires;
  }

  /** One whose certificate ends then. */
  public static TestAuthority until(Instant expires) {
    return new TestAuthority(keyPair(1024), keyPair(1024), expires);
  }

  /** The same authority with another signing key. */
  public TestAuthority withNewSigningKey() {
    return new TestAuthority(identityKey, keyPair(1024), expires);
  }

  /** The v3 identity. */
  public RsaIdentity identity() {
    return publicKey(identityKey).identity();
  }

  /** Names its signing key. */
  public SigningKeyId keyId() {
    return new SigningKeyId(identity(), publicKey(signingKey).identity());
  }

  /** The certificate, verified. */
  public KeyCertificate certificate() throws DecodeException {
    return UnverifiedKeyCertificate.read(certificateText().getBytes(US_ASCII)).verify();
  }

  /** The certificate's text. */
  public String certificateText() {
    return certificateText(identity().value().toByteArray());
  }

  /** A certificate whose signing key vouches for these bytes instead of the identity. */
  public String certificateText(byte[] crossCertified) {
    String signed =
        "dir-key-certificate-version 3\nfingerprint "
            + identity().toHex()
            + "\ndir-key-published "
            + IsoTime.write(PUBLISHED)
            + "\ndir-key-expires "
            + IsoTime.write(expires)
            + "\ndir-identity-key\n"
            + object("RSA PUBLIC KEY", publicKey(identityKey).der().toByteArray())
            + "dir-signing-key\n"
            + object("RSA PUBLIC KEY", publicKey(signingKey).der().toByteArray())
            + "dir-key-crosscert\n"
            + object("ID SIGNATURE", sign(signingKey.getPrivate(), crossCertified))
            + "dir-key-certification\n";
    byte[] digest = Digest.sha1(signed.getBytes(US_ASCII));
    return signed + object("SIGNATURE", sign(identityKey.getPrivate(), digest));
  }

  /** A {@code directory-signature} item by SHA-256 on a document's signed part. */
  public String signature(String signedPart) {
    return signature("sha256", Digest.sha256(signedPart.getBytes(US_ASCII)));
  }

  /** A {@code directory-signature} item that names this algorithm, on this digest. */
  public String signature(String algorithm, byte[] digest) {
    return "directory-signature "
        + algorithm
        + " "
        + identity().toHex()
        + " "
        + keyId().signingKeyDigest().toHex()
        + "\n"
        + object("SIGNATURE", sign(signingKey.getPrivate(), digest));
  }

  static String object(String tag, byte[] bytes) {
    return "-----BEGIN "
        + tag
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + tag
        + "-----\n";
  }

  static KeyPair keyPair(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RsaPublicKey publicKey(KeyPair pair) {
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    return RsaPublicKey.of(key.getModulus(), key.getPublicExponent());
  }

  private static byte[] sign(PrivateKey key, byte[] digest) {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return cipher.doFinal(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
