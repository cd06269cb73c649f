package org.tropea.relay.history;

/**
 * What a relay publishes of what it did. Immutable.
 *
 * @param published whether anything of it
 * @param services what it did for onion services
 * @param exitPorts which ports its exit leads to, and how much
 * @param overload whether it had more to do than it can
 */
public record StatisticsSettings(
    boolean published, boolean services, boolean exitPorts, boolean overload) {
  /** C tor's defaults. */
  public static final StatisticsSettings STANDARD = new StatisticsSettings(true, true, false, true);
}
