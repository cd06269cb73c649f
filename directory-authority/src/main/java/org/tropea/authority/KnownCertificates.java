package org.tropea.authority;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.DocumentSignature;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.SigningKeyId;

/** The key certificates of authorities that we recognise. Confined as its owner. */
final class KnownCertificates {
  private final Set<RsaIdentity> authorities;
  private final Map<SigningKeyId, KeyCertificate> certificates = new HashMap<>();

  KnownCertificates(Set<RsaIdentity> authorities) {
    this.authorities = authorities;
  }

  /** Makes a certificate known, if it is of an authority that we recognise. */
  void remember(KeyCertificate certificate) {
    if (authorities.contains(certificate.identity())) {
      certificates.put(
          new SigningKeyId(certificate.identity(), certificate.signingKeyDigest()), certificate);
    }
  }

  /** The one by which a signature can be checked. */
  @Nullable KeyCertificate of(DocumentSignature signature) {
    return certificates.get(new SigningKeyId(signature.identity(), signature.signingKeyDigest()));
  }

  /** All of them, as they are now. */
  Collection<KeyCertificate> all() {
    return List.copyOf(certificates.values());
  }
}
