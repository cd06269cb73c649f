package org.tropea.protocol.channel;

import java.time.Duration;

/**
 * What the operator of a node says of its links. Immutable.
 *
 * @param padding whether idle links are padded (ConnectionPadding)
 * @param reduced whether that is done less often, by this side alone, and links end sooner
 *     (ReducedConnectionPadding)
 * @param keepalive how long nothing is written before a cell of padding is, whatever the rest says
 *     (KeepalivePeriod)
 */
public record LinkWishes(Padding padding, boolean reduced, Duration keepalive) {
  /** C tor's, where nobody says anything. */
  public static final LinkWishes USUAL = new LinkWishes(Padding.AUTO, false, Duration.ofMinutes(5));

  /** Whether idle links are padded. */
  public enum Padding {
    /** Where the other side can do it too. */
    AUTO,
    /** Always, whatever the other side asked for. */
    ON,
    /** Never, and the other side is asked not to. */
    OFF
  }
}
