package org.tropea.crypto.certificate;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaPublicKey;

/**
 * An RSA cross-certificate as read, before anybody checked it (cert-spec 2.3).
 *
 * <pre>
 * Ed25519 key(32), expires(4) in hours, signature length(1), signature
 * </pre>
 */
public final class UnverifiedRsaCrossCertificate {
  static final int SIGNED_LENGTH = 36;
  private static final byte[] PREFIX =
      "Tor TLS RSA/Ed25519 cross-certificate".getBytes(StandardCharsets.US_ASCII);

  private final Ed25519Identity identity;
  private final Instant expires;
  private final byte[] signature;
  private final Bytes encoded;

  // Private, so that what is read and what is signed are the same bytes.
  private UnverifiedRsaCrossCertificate(ByteReader reader, Bytes encoded) throws DecodeException {
    identity = Ed25519Identity.read(reader);
    expires = Instant.ofEpochSecond(reader.u32() * UnverifiedEd25519Certificate.SECONDS_PER_HOUR);
    signature = reader.array(reader.u8());
    reader.end("an RSA cross-certificate");
    this.encoded = encoded;
  }

  /** Reads all of {@code bytes}. */
  public static UnverifiedRsaCrossCertificate read(byte[] bytes) throws DecodeException {
    return new UnverifiedRsaCrossCertificate(new ByteReader(bytes), Bytes.copyFrom(bytes));
  }

  /**
   * The proof that {@code signer} vouches for the Ed25519 identity at {@code now}; a {@link
   * DecodeException} names the check that failed.
   */
  public RsaCrossCertificate verify(RsaPublicKey signer, Instant now) throws DecodeException {
    if (now.isAfter(expires)) {
      throw new DecodeException("an RSA cross-certificate is expired");
    }
    if (!signer.verify(digest(encoded.toByteArray()), signature)) {
      throw new DecodeException("an RSA cross-certificate has a bad signature");
    }
    return new RsaCrossCertificate(identity, expires, signer.identity(), encoded);
  }

  /** What is signed of a certificate that starts with these 36 bytes. */
  static byte[] digest(byte[] bytes) {
    MessageDigest digest = Digest.sha256();
    digest.update(PREFIX);
    digest.update(bytes, 0, SIGNED_LENGTH);
    return digest.digest();
  }

  /** The Ed25519 identity it vouches for, if it is genuine. */
  public Ed25519Identity identity() {
    return identity;
  }

  /** The last moment it holds. */
  public Instant expires() {
    return expires;
  }

  /** The certificate as sent. */
  public Bytes encoded() {
    return encoded;
  }
}
