package org.tropea.network;

import java.util.Locale;

/** What a node does in the network. */
public enum NodeKind {
  /** Votes, and is a relay that is no exit. */
  AUTHORITY,
  /** A relay that is no exit. */
  RELAY,
  /** A relay that leads everywhere, to loopback as well. */
  EXIT,
  /** A client with a SOCKS port. */
  CLIENT,
  /** A client that hosts an onion service. */
  SERVICE;

  /** The word for it, which begins its nodes' names. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
