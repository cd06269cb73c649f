package org.tropea.protocol.channel;

/**
 * What crossed one link, or all of them. Immutable.
 *
 * @param cellsIn cells that came on open links
 * @param cellsOut cells that were sent on open links
 * @param bytesIn bytes that TCP brought, TLS and handshakes included
 * @param bytesOut bytes that were given to TCP, TLS and handshakes included
 */
public record LinkTraffic(long cellsIn, long cellsOut, long bytesIn, long bytesOut) {
  /** What crossed since {@code earlier}. */
  public LinkTraffic since(LinkTraffic earlier) {
    return new LinkTraffic(
        cellsIn - earlier.cellsIn,
        cellsOut - earlier.cellsOut,
        bytesIn - earlier.bytesIn,
        bytesOut - earlier.bytesOut);
  }
}
