package org.tropea.authority.keys;

import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.directory.document.KeyCertificate;

/**
 * What an authority signs with: its signing key, and the certificate in which its identity key,
 * which is kept elsewhere, vouches for it. Immutable.
 *
 * @param legacy the keys of a former identity, by which it signs too while others do not know the
 *     new one; null for the usual
 */
public record AuthorityKeys(
    KeyCertificate certificate, RsaSigningKey signingKey, @Nullable AuthorityKeys legacy) {
  /** Those of an authority that has one identity. */
  public AuthorityKeys(KeyCertificate certificate, RsaSigningKey signingKey) {
    this(certificate, signingKey, null);
  }

  /** The same beside those of an identity that it had before. */
  public AuthorityKeys with(AuthorityKeys old) {
    return new AuthorityKeys(certificate, signingKey, old);
  }

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
