package org.tropea.protocol.channel;

/**
 * What a node's links did since it started. Immutable.
 *
 * @param opened links whose handshake ended well
 * @param closed those of them that are closed by now
 * @param failed links that were never open
 */
public record LinkTotals(long opened, long closed, long failed, LinkTraffic carried) {}
