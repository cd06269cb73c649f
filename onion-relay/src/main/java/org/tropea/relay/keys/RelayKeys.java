package org.tropea.relay.keys;

import java.time.Instant;
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
 */
public record RelayKeys(
    RsaSigningKey identity,
    Ed25519SigningKey signingKey,
    Ed25519Certificate signingCertificate,
    LinkKeys link,
    OnionKeys onion) {

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
        withTapKey ? onion.tap() : null);
  }
}
