package org.tropea.directory.document;

import org.tropea.crypto.key.RsaIdentity;

/** Names one signing key of one authority, and so the certificate that vouches for it. */
public record SigningKeyId(RsaIdentity identity, RsaIdentity signingKeyDigest) {}
