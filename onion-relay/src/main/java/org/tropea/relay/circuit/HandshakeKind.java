package org.tropea.relay.circuit;

import org.tropea.crypto.handshake.HandshakeType;

/** How a circuit can begin at a relay (tor-spec 5.1). */
public enum HandshakeKind {
  /** CREATE_FAST. */
  FAST,
  /** CREATE2 by ntor. */
  NTOR,
  /** CREATE2 by ntor v3. */
  NTOR_V3;

  /** Of the type that a CREATE2 names, one of those that we speak. */
  static HandshakeKind of(int type) {
    return type == HandshakeType.NTOR ? NTOR : NTOR_V3;
  }
}
