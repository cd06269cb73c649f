package org.tropea.crypto.handshake;

/** The HTYPE of CREATE2 and EXTEND2 (tor-spec 5.1); CREATE_FAST has a cell of its own. */
public final class HandshakeType {
  /** The first handshake, of RSA keys: obsolete. */
  public static final int TAP = 0;

  /** ntor, on Curve25519. */
  public static final int NTOR = 2;

  /** ntor v3, which also carries extensions. */
  public static final int NTOR_V3 = 3;

  private HandshakeType() {}
}
