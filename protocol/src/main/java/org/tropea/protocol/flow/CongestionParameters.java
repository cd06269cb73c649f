package org.tropea.protocol.flow;

/**
 * All that the congestion control of a circuit goes by. Immutable.
 *
 * @param increment cells that each SENDME answers, 1 to 254, as both ends agreed
 */
public record CongestionParameters(int increment, VegasParameters window, RateParameters streams) {}
