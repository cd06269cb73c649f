package org.tropea.client;

import org.jspecify.annotations.Nullable;
import org.tropea.directory.fetch.BootstrapPhase;
import org.tropea.protocol.channel.LinkTotals;
import org.tropea.protocol.circuit.CircuitTotals;
import org.tropea.protocol.stream.StreamTotals;

/**
 * How a client fares, and what it did since it started. Immutable.
 *
 * @param reached the furthest step of its bootstrap; null before the first
 * @param hasCircuits whether circuits can be had
 */
public record ClientTotals(
    @Nullable BootstrapPhase reached,
    boolean hasCircuits,
    LinkTotals links,
    CircuitTotals circuits,
    StreamTotals streams) {}
