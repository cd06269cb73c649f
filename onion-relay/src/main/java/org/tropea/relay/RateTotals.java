package org.tropea.relay;

/**
 * How often a connection of a relay had to wait since {@code BandwidthRate} was reached; that of a
 * link, or {@code RelayBandwidthRate}, is no overload, as at C tor. Immutable.
 *
 * @param reads before it read on
 * @param writes before it wrote on
 */
public record RateTotals(long reads, long writes) {}
