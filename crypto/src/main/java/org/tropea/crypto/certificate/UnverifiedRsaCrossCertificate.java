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
public record UnverifiedRsaCrossCertificate(
    Ed25519Identity identity, Instant expires, Bytes signature, Bytes encoded) {
  static final int SIGNED_LENGTH = 36;
  private static final byte[] PREFIX =
      "Tor TLS RSA/Ed25519 cross-certificate".getBytes(StandardCharsets.US_ASCII);

  /** Reads all of {@code bytes}. */
  public static UnverifiedRsaCrossCertificate read(byte[] bytes) throws DecodeException {
    ByteReader reader = new ByteReader(bytes);
    Ed25519Identity identity = Ed25519Identity.read(reader);
    Instant expires =
        Instant.ofEpochSecond(reader.u32() * UnverifiedEd25519Certificate.SECONDS_PER_HOUR);
    Bytes signature = reader.bytes(reader.u8());
    reader.end("an RSA cross-certificate");
    return new UnverifiedRsaCrossCertificate(identity, expires, signature, Bytes.copyFrom(bytes));
  }

  /**
   * The proof that {@code signer} vouches for the Ed25519 identity at {@code now}; a {@link
   * DecodeException} names the check that failed.
   */
  public RsaCrossCertificate verify(RsaPublicKey signer, Instant now) throws DecodeException {
    if (now.isAfter(expires)) {
      throw new DecodeException("an RSA cross-certificate is expired");
    }
    if (!signer.verify(digest(encoded.toByteArray()), signature.toByteArray())) {
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
}
