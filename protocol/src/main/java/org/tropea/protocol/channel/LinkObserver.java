package org.tropea.protocol.channel;

/**
 * Who is told of links; docs/decisions/observers.md says what all observers have in common. Called
 * on the loop of the link, and must not block.
 */
public interface LinkObserver {
  /** Told nothing. */
  LinkObserver NONE = new LinkObserver() {};

  /** The link handshake is over: the link carries circuits from now on. */
  default void opened(LinkFacts link) {}

  /** A relay said in its NETINFO how it sees this node; right after the link was opened. */
  default void heard(LinkFacts link, PeerView view) {}

  /**
   * An open link is closed.
   *
   * @param carried all that crossed it
   */
  default void closed(LinkFacts link, LinkEnd end, LinkTraffic carried) {}

  /**
   * A link was not opened.
   *
   * @param initiator whether this node wanted it
   * @param why a sentence without addresses
   */
  default void failed(boolean initiator, String why) {}
}
