package org.tropea.relay;

/**
 * How often a connection of a relay had to wait since a rate was reached. Immutable.
 *
 * @param reads before it read on
 * @param writes before it wrote on
 */
public record RateTotals(long reads, long writes) {}
