package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.key.RsaIdentity;

/** One authority's signature on a consensus, not yet checked. */
record DocumentSignature(RsaIdentity identity, RsaIdentity signingKeyDigest, Bytes signature) {}
