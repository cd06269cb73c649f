package org.tropea.protocol.channel;

/** Why an open link was closed. */
public enum LinkEnd {
  /** It carried no circuit for minutes. */
  IDLE,
  /** This node closed it, mostly because it is closing itself. */
  OURS,
  /** The other side closed it, or the way there broke. */
  THEIRS,
  /** The other side broke the protocol, took nothing, or did not end what it began. */
  PROTOCOL,
  /** The other side asked for more than there is room for. */
  RESOURCE_LIMIT,
  /** This node made a mistake. */
  INTERNAL
}
