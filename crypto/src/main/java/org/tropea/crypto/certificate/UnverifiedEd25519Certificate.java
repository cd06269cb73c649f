package org.tropea.crypto.certificate;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;

/**
 * An Ed25519 certificate as read, before anybody checked it (cert-spec 2.1).
 *
 * <pre>
 * version(1) = 1, type(1), expires(4) in hours, key type(1), key(32),
 * number of extensions(1), extensions, signature(64)
 * extension: length(2), type(1), flags(1), data
 * </pre>
 */
public final class UnverifiedEd25519Certificate {
  static final int VERSION = 1;
  static final int SIGNATURE_LENGTH = 64;
  static final int SIGNED_WITH_KEY = 4;
  static final int SECONDS_PER_HOUR = 3600;
  private static final int AFFECTS_VALIDATION = 1;

  private final int type;
  private final Instant expires;
  private final CertifiedKey key;
  private final @Nullable Ed25519Identity signedWith;
  private final Bytes encoded;

  // Private, so that what is read and what is signed are the same bytes.
  private UnverifiedEd25519Certificate(ByteReader reader, Bytes encoded) throws DecodeException {
    if (reader.u8() != VERSION) {
      throw new DecodeException("an Ed25519 certificate has an unknown version");
    }
    type = reader.u8();
    expires = Instant.ofEpochSecond(reader.u32() * SECONDS_PER_HOUR);
    key = new CertifiedKey(reader.u8(), reader.bytes(CertifiedKey.LENGTH));
    signedWith = readExtensions(reader);
    reader.skip(SIGNATURE_LENGTH);
    reader.end("an Ed25519 certificate");
    this.encoded = encoded;
  }

  /** Reads all of {@code bytes}; refuses unknown extensions that affect validation. */
  public static UnverifiedEd25519Certificate read(byte[] bytes) throws DecodeException {
    return new UnverifiedEd25519Certificate(new ByteReader(bytes), Bytes.copyFrom(bytes));
  }

  private static @Nullable Ed25519Identity readExtensions(ByteReader reader)
      throws DecodeException {
    Ed25519Identity signedWith = null;
    for (int left = reader.u8(); left > 0; left--) {
      int length = reader.u16();
      int type = reader.u8();
      int flags = reader.u8();
      ByteReader data = reader.slice(length);
      if (type == SIGNED_WITH_KEY) {
        if (signedWith != null) {
          throw new DecodeException("an Ed25519 certificate names its signer twice");
        }
        signedWith = Ed25519Identity.read(data);
        data.end("the signer of an Ed25519 certificate");
      } else if ((flags & AFFECTS_VALIDATION) != 0) {
        throw new DecodeException("an Ed25519 certificate has an unknown critical extension");
      }
    }
    return signedWith;
  }

  /**
   * The proof that {@code signer} vouches for the key at {@code now}, by a certificate of this
   * {@code type}; a {@link DecodeException} names the check that failed.
   */
  public Ed25519Certificate verify(Curve25519 curve, int type, Ed25519Identity signer, Instant now)
      throws DecodeException {
    if (this.type != type) {
      throw new DecodeException("an Ed25519 certificate has the wrong type");
    }
    if (now.isAfter(expires)) {
      throw new DecodeException("an Ed25519 certificate is expired");
    }
    if (signedWith != null && !signedWith.equals(signer)) {
      throw new DecodeException("an Ed25519 certificate names the wrong signer");
    }
    byte[] bytes = encoded.toByteArray();
    int signedLength = bytes.length - SIGNATURE_LENGTH;
    byte[] signature = Arrays.copyOfRange(bytes, signedLength, bytes.length);
    if (!curve.verify(signer, Arrays.copyOf(bytes, signedLength), signature)) {
      throw new DecodeException("an Ed25519 certificate has a bad signature");
    }
    return new Ed25519Certificate(type, expires, key, signer, encoded);
  }

  /** One of {@link CertificateType}. */
  public int type() {
    return type;
  }

  /** The last moment it holds. */
  public Instant expires() {
    return expires;
  }

  /** What it vouches for, if it is genuine. */
  public CertifiedKey key() {
    return key;
  }

  /** The key it says it was signed with; null where it says none. */
  public @Nullable Ed25519Identity signedWith() {
    return signedWith;
  }

  /** The certificate as sent. */
  public Bytes encoded() {
    return encoded;
  }
}
