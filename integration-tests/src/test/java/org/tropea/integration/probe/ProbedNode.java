package org.tropea.integration.probe;

import java.net.InetSocketAddress;
import java.util.List;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.protocol.linkspec.RelayTarget;

/** A relay to be probed, ours or C tor's: where it is and who. */
record ProbedNode(
    String name,
    InetSocketAddress address,
    RsaIdentity rsaIdentity,
    Ed25519Identity ed25519Identity,
    X25519PublicKey onionKey) {
  RelayTarget target() {
    return new RelayTarget(rsaIdentity, ed25519Identity, List.of(address));
  }
}
