package org.tropea.directory.document;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.crypto.key.X25519KeyPair;

/**
 * The keys by which a relay signs its descriptor and extra-info.
 *
 * @param signingCertificate in which the Ed25519 identity, named in it, vouches for the signing key
 * @param ntorExpires until when the ntor onion key vouches for the identity
 * @param onionKey RSA of 1024 bits, which no handshake uses any more; null to publish none
 * @param familyCertificates in which families vouch for the Ed25519 identity (proposal 321)
 */
public record DescriptorKeys(
    RsaSigningKey identity,
    Ed25519SigningKey signingKey,
    Ed25519Certificate signingCertificate,
    X25519KeyPair ntorOnionKey,
    Instant ntorExpires,
    @Nullable RsaSigningKey onionKey,
    List<Ed25519Certificate> familyCertificates) {
  /** Keeps its own copy of the certificates. */
  public DescriptorKeys {
    familyCertificates = List.copyOf(familyCertificates);
  }

  /** Those of a relay of no family. */
  public DescriptorKeys(
      RsaSigningKey identity,
      Ed25519SigningKey signingKey,
      Ed25519Certificate signingCertificate,
      X25519KeyPair ntorOnionKey,
      Instant ntorExpires,
      @Nullable RsaSigningKey onionKey) {
    this(identity, signingKey, signingCertificate, ntorOnionKey, ntorExpires, onionKey, List.of());
  }
}
