package org.tropea.crypto.certificate;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;

/**
 * The proof that one Ed25519 key vouches for a key (cert-spec 2.1): made only by {@link
 * UnverifiedEd25519Certificate#verify} and by signing. Immutable.
 */
public final class Ed25519Certificate {
  private final int type;
  private final Instant expires;
  private final CertifiedKey key;
  private final Ed25519Identity signer;
  private final Bytes encoded;

  Ed25519Certificate(
      int type, Instant expires, CertifiedKey key, Ed25519Identity signer, Bytes encoded) {
    this.type = type;
    this.expires = expires;
    this.key = key;
    this.signer = signer;
    this.encoded = encoded;
  }

  /**
   * Signs {@code key}, until {@code expires} rounded up to the hour.
   *
   * @param nameSigner whether to add the extension that says which key signed
   */
  public static Ed25519Certificate sign(
      Ed25519SigningKey signer, int type, CertifiedKey key, Instant expires, boolean nameSigner) {
    long hours = hours(expires);
    Ed25519Identity identity = signer.identity();
    ByteWriter writer = new ByteWriter(140).u8(UnverifiedEd25519Certificate.VERSION);
    writer.u8(type).u32(hours).u8(key.type()).bytes(key.value());
    if (nameSigner) {
      writer.u8(1).u16(Ed25519Identity.LENGTH).u8(UnverifiedEd25519Certificate.SIGNED_WITH_KEY);
      writer.u8(0).bytes(identity.value());
    } else {
      writer.u8(0);
    }
    writer.bytes(signer.sign(writer.toByteArray()));
    return new Ed25519Certificate(
        type,
        Instant.ofEpochSecond(hours * UnverifiedEd25519Certificate.SECONDS_PER_HOUR),
        key,
        identity,
        Bytes.copyFrom(writer.toByteArray()));
  }

  /** The first full hour since 1970 that is not before {@code time}. */
  static long hours(Instant time) {
    long seconds = time.getNano() == 0 ? time.getEpochSecond() : time.getEpochSecond() + 1;
    return -Math.floorDiv(-seconds, (long) UnverifiedEd25519Certificate.SECONDS_PER_HOUR);
  }

  /** One of {@link CertificateType}. */
  public int type() {
    return type;
  }

  /** The last moment it holds. */
  public Instant expires() {
    return expires;
  }

  /** What it vouches for. */
  public CertifiedKey key() {
    return key;
  }

  /** Who vouches. */
  public Ed25519Identity signer() {
    return signer;
  }

  /** The certificate as sent. */
  public Bytes encoded() {
    return encoded;
  }
}
