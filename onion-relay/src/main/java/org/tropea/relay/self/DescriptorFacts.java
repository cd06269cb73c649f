package org.tropea.relay.self;

import java.time.Instant;

/**
 * One descriptor of this relay. Immutable.
 *
 * @param number from 1, each given once by a relay
 * @param published what it says of when it was made
 */
public record DescriptorFacts(long number, Instant published) {}
