package org.tropea.protocol.channel;

/**
 * What a node's links did since it started. Immutable.
 *
 * @param opened links whose handshake ended well
 * @param closed those of them that are closed by now
 * @param failed links that were never open
 * @param carried what crossed them
 * @param queuedBytes what waits for room on open links, in cells of circuits
 */
public record LinkTotals(
    long opened, long closed, long failed, LinkTraffic carried, long queuedBytes) {}
