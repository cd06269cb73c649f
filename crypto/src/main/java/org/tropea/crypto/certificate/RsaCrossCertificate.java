package org.tropea.crypto.certificate;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaSigningKey;

/**
 * The proof that an RSA identity key vouches for an Ed25519 identity key (cert-spec 2.3): made only
 * by {@link UnverifiedRsaCrossCertificate#verify} and by signing. Immutable.
 */
public final class RsaCrossCertificate {
  private final Ed25519Identity identity;
  private final Instant expires;
  private final RsaIdentity signer;
  private final Bytes encoded;

  RsaCrossCertificate(
      Ed25519Identity identity, Instant expires, RsaIdentity signer, Bytes encoded) {
    this.identity = identity;
    this.expires = expires;
    this.signer = signer;
    this.encoded = encoded;
  }

  /** Signs {@code identity}, until {@code expires} rounded up to the hour. */
  public static RsaCrossCertificate sign(
      RsaSigningKey signer, Ed25519Identity identity, Instant expires) {
    long hours = Ed25519Certificate.hours(expires);
    ByteWriter writer = new ByteWriter(165).bytes(identity.value()).u32(hours);
    byte[] signature = signer.sign(UnverifiedRsaCrossCertificate.digest(writer.toByteArray()));
    writer.u8(signature.length).bytes(signature);
    return new RsaCrossCertificate(
        identity,
        Instant.ofEpochSecond(hours * UnverifiedEd25519Certificate.SECONDS_PER_HOUR),
        signer.publicKey().identity(),
        Bytes.copyFrom(writer.toByteArray()));
  }

  /** The Ed25519 identity it vouches for. */
  public Ed25519Identity identity() {
    return identity;
  }

  /** The last moment it holds. */
  public Instant expires() {
    return expires;
  }

  /** Who vouches. */
  public RsaIdentity signer() {
    return signer;
  }

  /** The certificate as sent. */
  public Bytes encoded() {
    return encoded;
  }
}
