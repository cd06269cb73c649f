package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.EdwardsForm;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaPublicKey;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.directory.text.ItemWriter;

/**
 * A router descriptor whose signatures and certificates are good (dir-spec 2.1.1): made only by
 * {@link UnverifiedRouterDescriptor#verify} and by signing. Immutable.
 */
public final class RouterDescriptor {
  /** How the id of a family begins, by the kind of its key. */
  static final String FAMILY_ID = "ed25519:";

  private final UnverifiedRouterDescriptor read;
  private final Ed25519Certificate signingCertificate;
  private final Instant expires;
  private final List<String> familyIds;
  private @Nullable PortPolicy policySummary;

  RouterDescriptor(
      UnverifiedRouterDescriptor read,
      Ed25519Certificate signingCertificate,
      Instant expires,
      List<String> familyIds) {
    this.read = read;
    this.signingCertificate = signingCertificate;
    this.expires = expires;
    this.familyIds = List.copyOf(familyIds);
  }

  /** Signs a description; no longer than a descriptor may be, or it throws. */
  public static RouterDescriptor sign(RelayDescription description, DescriptorKeys keys) {
    ItemWriter writer = new ItemWriter();
    RouterDescriptorText.write(writer, description, keys, crossCertificates(keys));
    DescriptorSignatures.write(writer, keys.signingKey(), keys.identity());
    try {
      return new RouterDescriptor(
          UnverifiedRouterDescriptor.read(writer.toByteArray()),
          keys.signingCertificate(),
          expires(keys),
          keys.familyCertificates().stream()
              .map(each -> FAMILY_ID + each.signer().toBase64())
              .sorted()
              .toList());
    } catch (DecodeException e) {
      throw new IllegalArgumentException("this description makes no valid descriptor", e);
    }
  }

  private static Instant expires(DescriptorKeys keys) {
    Stream<Instant> families = keys.familyCertificates().stream().map(Ed25519Certificate::expires);
    Stream<Instant> own = Stream.of(keys.signingCertificate().expires(), keys.ntorExpires());
    return Collections.min(Stream.concat(own, families).toList());
  }

  private static RouterDescriptorText.CrossCertificates crossCertificates(DescriptorKeys keys) {
    Ed25519Identity master = keys.signingCertificate().signer();
    Ed25519SigningKey ntor = EdwardsForm.of(keys.ntorOnionKey().privateKey());
    try {
      Ed25519Certificate certificate =
          Ed25519Certificate.sign(
              ntor,
              CertificateType.ONION_KEY_CROSS,
              CertifiedKey.of(master),
              keys.ntorExpires(),
              false);
      return new RouterDescriptorText.CrossCertificates(
          certificate.encoded(),
          EdwardsForm.sign(ntor.identity()),
          UnverifiedRouterDescriptor.crossSigned(keys.identity().publicKey().identity(), master));
    } finally {
      ntor.destroy();
    }
  }

  /** What the relay says of itself. */
  public RelayDescription description() {
    return read.description();
  }

  /** Its RSA identity: the fingerprint. */
  public RsaIdentity identity() {
    return read.identityKey().identity();
  }

  /** Its RSA identity key. */
  public RsaPublicKey identityKey() {
    return read.identityKey();
  }

  /** Its Ed25519 identity. */
  public Ed25519Identity ed25519Identity() {
    return read.masterKey();
  }

  /** In which the Ed25519 identity vouches for the key that signed. */
  public Ed25519Certificate signingCertificate() {
    return signingCertificate;
  }

  /** When the first of its certificates expires, a family's among them. */
  public Instant expires() {
    return expires;
  }

  /** The key for ntor handshakes. */
  public X25519PublicKey ntorOnionKey() {
    return read.ntorOnionKey();
  }

  /** The RSA onion key, which no handshake uses any more; null where there is none. */
  public @Nullable RsaPublicKey onionKey() {
    return read.onionKey();
  }

  /** Families that vouch for it, as {@code ed25519:...}, sorted. */
  public List<String> familyIds() {
    return familyIds;
  }

  /** The summary of its exit policy for IPv4 targets. */
  public PortPolicy policySummary() {
    // Costs far more than all else here, and is asked for once for each consensus method. Threads
    // that race make the same twice.
    PortPolicy known = policySummary;
    if (known == null) {
      known = description().exitPolicy().summary(ExitPolicy.IpVersion.IPV4);
      policySummary = known;
    }
    return known;
  }

  /** SHA-1 of the signed part: its name. */
  public Bytes digest() {
    return read.signatures().digest();
  }

  /** The document. */
  public Bytes text() {
    return read.text();
  }
}
