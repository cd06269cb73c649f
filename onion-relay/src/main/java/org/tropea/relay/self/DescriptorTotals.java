package org.tropea.relay.self;

/**
 * What became of the descriptors of this relay since it started. Immutable.
 *
 * @param published how many were made
 * @param taken how often an authority took one
 * @param refused how often an authority refused one
 */
public record DescriptorTotals(long published, long taken, long refused) {}
