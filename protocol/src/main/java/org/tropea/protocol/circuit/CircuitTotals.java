package org.tropea.protocol.circuit;

/**
 * What the circuits that a node began did since it started. Immutable.
 *
 * @param launched all of them
 * @param built those whose path was complete once
 * @param failed those that were closed before
 * @param closed those that were closed after
 * @param drops DROP messages that came to them; nothing here asks for padding
 * @param carried what crossed them
 */
public record CircuitTotals(
    long launched, long built, long failed, long closed, long drops, CircuitTraffic carried) {}
