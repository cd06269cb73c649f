package org.tropea.protocol.channel;

import java.util.Map;

/**
 * What a node's links did since it started. Immutable.
 *
 * @param opened links whose handshake ended well
 * @param closed those of them that are closed by now
 * @param failed links that were never open
 * @param carried what crossed them
 * @param ipv6 what crossed those of them that go over IPv6: bytes alone
 * @param queuedBytes what waits for room on open links, in cells of circuits
 * @param padding cells that held nothing
 * @param kinds the opened and the closed, by who opened them and over what
 */
public record LinkTotals(
    long opened,
    long closed,
    long failed,
    LinkTraffic carried,
    LinkTraffic ipv6,
    long queuedBytes,
    Padding padding,
    Map<Kind, Count> kinds) {
  /** Keeps its own copy. */
  public LinkTotals {
    kinds = Map.copyOf(kinds);
  }

  /**
   * Cells of padding.
   *
   * @param received from peers
   * @param sent to peers
   */
  public record Padding(long received, long sent) {}

  /**
   * A kind of link.
   *
   * @param initiated whether this node opened it
   */
  public record Kind(boolean initiated, boolean ipv6) {}

  /**
   * How many links of a kind there were.
   *
   * @param opened since the start
   * @param closed of these, by now
   */
  public record Count(long opened, long closed) {
    /** How many there are. */
    public long open() {
      return opened - closed;
    }
  }

  /** How many of this kind there were. */
  public Count of(Kind kind) {
    return kinds.getOrDefault(kind, new Count(0, 0));
  }
}
