package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.time.Duration;
import java.util.Objects;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.directory.text.ItemWriter;

/**
 * The outer layer of an onion service's descriptor, proved to be made by the owner of its blinded
 * key (rend-spec 2.4): made only by {@link UnverifiedOnionServiceDescriptor#verify} and by signing.
 * Immutable.
 */
public final class OnionServiceDescriptor {
  private final UnverifiedOnionServiceDescriptor read;
  private final Ed25519Certificate certificate;

  OnionServiceDescriptor(UnverifiedOnionServiceDescriptor read, Ed25519Certificate certificate) {
    this.read = read;
    this.certificate = certificate;
  }

  /**
   * Writes and signs one.
   *
   * @param certificate by which the blinded key vouches for {@code signingKey}, and names itself
   * @param lifetime whole minutes, at most 12 hours
   * @param revision unsigned
   * @param superencrypted the inner layers, more than 48 bytes
   * @return its text
   */
  public static byte[] sign(
      Ed25519Certificate certificate,
      Ed25519SigningKey signingKey,
      Duration lifetime,
      long revision,
      byte[] superencrypted) {
    if (certificate.type() != CertificateType.ONION_DESCRIPTOR_SIGNING
        || !certificate.key().ed25519().equals(signingKey.identity())
        || lifetime.toMinutes() > UnverifiedOnionServiceDescriptor.MAX_LIFETIME_MINUTES) {
      throw new IllegalArgumentException("not what a descriptor is signed with");
    }
    ItemWriter writer =
        new ItemWriter()
            .line(UnverifiedOnionServiceDescriptor.FIRST, UnverifiedOnionServiceDescriptor.VERSION)
            .line(UnverifiedOnionServiceDescriptor.LIFETIME, lifetime.toMinutes())
            .line(UnverifiedOnionServiceDescriptor.CERTIFICATE)
            .object("ED25519 CERT", certificate.encoded().toByteArray())
            .line(UnverifiedOnionServiceDescriptor.REVISION, Long.toUnsignedString(revision))
            .line(UnverifiedOnionServiceDescriptor.SUPERENCRYPTED)
            .object("MESSAGE", superencrypted);
    byte[] signed = UnverifiedOnionServiceDescriptor.prefixed(writer.toByteArray());
    Bytes signature = Bytes.copyFrom(signingKey.sign(signed));
    return writer
        .line(UnverifiedOnionServiceDescriptor.SIGNATURE, Base64Digest.write(signature))
        .toByteArray();
  }

  /** The blinded key of the service that it is of, by which directories know it. */
  public Ed25519Identity blindedKey() {
    return certificate.signer();
  }

  /** By which its blinded key vouches for the key that signed it, and the introduction points'. */
  public Ed25519Certificate signingCertificate() {
    return certificate;
  }

  /** How long it is kept, at most 12 hours. */
  public Duration lifetime() {
    return read.lifetime();
  }

  /** Of two descriptors the one with the higher is newer; unsigned. */
  public long revision() {
    return read.revision();
  }

  /** The inner layers, more than 48 bytes. */
  public Bytes superencrypted() {
    return read.superencrypted();
  }

  /** The whole of it. */
  public Bytes text() {
    return read.text();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OnionServiceDescriptor that && text().equals(that.text());
  }

  @Override
  public int hashCode() {
    return Objects.hash(text());
  }
}
