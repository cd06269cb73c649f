package org.tropea.relay.circuit;

import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.protocol.linkspec.RelayTarget;

/** Both names of this relay. */
public record Identities(RsaIdentity rsa, Ed25519Identity ed25519) {
  /** Whether {@code target} is called by either. */
  boolean anyIn(RelayTarget target) {
    return rsa.equals(target.rsaIdentity()) || ed25519.equals(target.ed25519Identity());
  }
}
