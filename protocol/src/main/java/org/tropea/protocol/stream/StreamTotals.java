package org.tropea.protocol.stream;

/**
 * What became of the streams that a node asked for since it started. Immutable.
 *
 * @param requested all of them
 * @param connected those that were connected once
 * @param failed those that never were
 * @param closed those that were connected and are closed
 */
public record StreamTotals(long requested, long connected, long failed, long closed) {}
