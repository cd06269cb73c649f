package org.tropea.protocol.memory;

import java.util.Map;

/**
 * How much waits in a node, and what was freed since it started. Immutable.
 *
 * @param held bytes that wait now
 * @param most bytes that may wait
 * @param times that room had to be made
 * @param freed bytes of circuits and streams that had to go
 * @param forgotten bytes that stores had to forget, by kind
 */
public record MemoryTotals(
    long held, long most, long times, long freed, Map<String, Long> forgotten) {}
