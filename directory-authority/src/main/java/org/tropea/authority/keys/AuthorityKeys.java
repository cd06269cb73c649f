package org.tropea.authority.keys;

import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.directory.document.KeyCertificate;

/**
 * What an authority signs with: its signing key, and the certificate in which its identity key,
 * which is kept elsewhere, vouches for it. Immutable.
 */
public record AuthorityKeys(KeyCertificate certificate, RsaSigningKey signingKey) {
  /** Refuses a certificate of another key. */
  public AuthorityKeys {
    if (!certificate.signingKey().equals(signingKey.publicKey())) {
      throw new IllegalArgumentException("the certificate is of another signing key");
    }
  }

  /** The authority's v3 identity. */
  public RsaIdentity identity() {
    return certificate.identity();
  }
}
