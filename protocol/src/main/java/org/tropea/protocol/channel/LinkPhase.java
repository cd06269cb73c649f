package org.tropea.protocol.channel;

/** How far the opening of a link has come, in order. */
public enum LinkPhase {
  /** TCP is connecting. */
  CONNECTING,
  /** TCP is connected; TLS and the link handshake follow. */
  CONNECTED,
  /** The relay has proved its identity and the link is open. */
  OPEN
}
