package org.tropea.relay.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.directory.document.DescriptorKeys;
import org.tropea.protocol.channel.LinkKeys;

/**
 * All keys that a running relay needs; the Ed25519 master secret stays on disk. An immutable
 * snapshot, replaced whole when a key is renewed.
 *
 * @param identity RSA of 1024 bits
 * @param signingKey signs descriptors and the keys of {@code link}, which hold for two days
 * @param signingCertificate in which the Ed25519 identity vouches for the signing key
 * @param families the keys of the families that it belongs to
 */
public record RelayKeys(
    RsaSigningKey identity,
    Ed25519SigningKey signingKey,
    Ed25519Certificate signingCertificate,
    LinkKeys link,
    OnionKeys onion,
    List<Ed25519SigningKey> families) {
  private static final Duration FAMILY_LIFETIME = Duration.ofDays(30);

  /** Keeps its own copy of the list. */
  public RelayKeys {
    families = List.copyOf(families);
  }

  /** The same of the families of these keys, and no others. */
  RelayKeys in(List<Ed25519SigningKey> families) {
    return new RelayKeys(identity, signingKey, signingCertificate, link, onion, families);
  }

  /** The older of the relay's names: its fingerprint. */
  public RsaIdentity rsaIdentity() {
    return identity.publicKey().identity();
  }

  /** The newer of the relay's names. */
  public Ed25519Identity ed25519Identity() {
    return signingCertificate.signer();
  }

  /** What it takes to sign a descriptor that is published now, RSA onion key and all. */
  public DescriptorKeys forDescriptor(Instant published) {
    return forDescriptor(published, true);
  }

  /** The same; the RSA onion key is published only where the network still wants it (row C17). */
  public DescriptorKeys forDescriptor(Instant published, boolean withTapKey) {
    return new DescriptorKeys(
        identity,
        signingKey,
        signingCertificate,
        onion.ntor(),
        published.plus(onion.times().lifetime()),
        withTapKey ? onion.tap() : null,
        families.stream().map(each -> vouching(each, published)).toList());
  }

  private Ed25519Certificate vouching(Ed25519SigningKey family, Instant published) {
    return Ed25519Certificate.sign(
        family,
        CertificateType.FAMILY,
        CertifiedKey.of(ed25519Identity()),
        published.plus(FAMILY_LIFETIME),
        true);
  }
}
