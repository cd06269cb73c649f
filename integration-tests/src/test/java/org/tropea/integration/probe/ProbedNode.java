package org.tropea.integration.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.integration.CtorRelay;
import org.tropea.protocol.linkspec.RelayTarget;

/** A relay to be probed, ours or C tor's: where it is and who. */
record ProbedNode(
    String name,
    InetSocketAddress address,
    RsaIdentity rsaIdentity,
    Ed25519Identity ed25519Identity,
    X25519PublicKey onionKey) {
  /** A C tor relay, named as it names itself on a link. */
  static ProbedNode of(CtorRelay ctor) throws IOException, InterruptedException {
    try (LinkProbe link = LinkProbe.connect(ctor.address()).handshake()) {
      ProbeIdentity.Peer peer = ProbeIdentity.Peer.of(link.theirCerts());
      return new ProbedNode(
          "C tor",
          ctor.address(),
          peer.rsa().identity(),
          peer.ed25519(),
          X25519PublicKey.of(ctor.onionKey()));
    }
  }

  RelayTarget target() {
    return new RelayTarget(rsaIdentity, ed25519Identity, List.of(address));
  }
}
