package org.tropea.protocol.dial;

/** What a connection is for, as far as that decides how it leaves the machine. */
public enum Purpose {
  /** A link to a relay: TLS follows. */
  LINK,
  /** A stream that leaves the network here, to a host of somebody else's choice. */
  EXIT,
  /** A stream of an onion service of this node, to a server of its operator's. */
  SERVICE,
  /** A request to a directory, by plain HTTP. */
  DIRECTORY,
  /** A question to a name server of this node's operator, whose answer does not fit UDP. */
  NAMES
}
