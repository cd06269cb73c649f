package org.tropea.protocol.flow;

import java.time.Duration;

/**
 * By what the streams of a circuit with congestion control stop each other, and tell each other how
 * fast they may send (proposal 324, 4 and 6.5.4). Immutable.
 *
 * @param atOrigin whether this end began the circuit: it sees to it that the other does not send
 *     more XOFFs and XONs than it has reason for, which could be a signal along the path
 * @param stop bytes of a stream that may wait to be read before XOFF
 * @param theirStop the same at the other end
 * @param rate bytes that have to be read before a rate is told of them
 * @param changePercent by how much a rate has to change to be told anew
 * @param averaged over how many times a rate is averaged, at least 2
 * @param late for how long messages may be on their way to a stream that was ended, at least
 */
public record RateParameters(
    boolean atOrigin,
    int stop,
    int theirStop,
    int rate,
    int changePercent,
    int averaged,
    Duration late) {}
