package org.tropea.protocol.stream;

/**
 * Bytes of DATA that crossed a stream. Immutable.
 *
 * @param bytesIn those that were handed on here
 * @param bytesOut those that were sent
 */
public record StreamTraffic(long bytesIn, long bytesOut) {}
