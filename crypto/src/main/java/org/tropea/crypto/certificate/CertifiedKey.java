package org.tropea.crypto.certificate;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.key.Ed25519Identity;

/**
 * What an Ed25519 certificate vouches for: a key, or the digest of one.
 *
 * @param type CERT_KEY_TYPE (cert-spec A.4); for its readers a hint only, since C tor wrote 1 for
 *     everything before 0.4.5
 * @param value 32 bytes
 */
public record CertifiedKey(int type, Bytes value) {
  /** Length in bytes. */
  public static final int LENGTH = 32;

  private static final int ED25519 = 1;
  private static final int X509_DIGEST = 3;

  /** Refuses any other length. */
  public CertifiedKey {
    if (value.size() != LENGTH) {
      throw new IllegalArgumentException("a certified key has 32 bytes");
    }
  }

  /** An Ed25519 key. */
  public static CertifiedKey of(Ed25519Identity key) {
    return new CertifiedKey(ED25519, key.value());
  }

  /** The SHA-256 of an X.509 certificate in DER. */
  public static CertifiedKey ofX509Digest(byte[] digest) {
    return new CertifiedKey(X509_DIGEST, Bytes.copyFrom(digest));
  }

  /** The value as an Ed25519 key, which it is in every certificate type but TLS_LINK. */
  public Ed25519Identity ed25519() {
    return new Ed25519Identity(value);
  }
}
