package org.tropea.directory.serve;

/**
 * What a directory server did since it started. Immutable.
 *
 * @param answered requests whose answer was sent
 * @param brokenOff requests whose client left before
 * @param bytes sent to either, as they were packed
 */
public record RequestTotals(long answered, long brokenOff, long bytes) {}
