package org.tropea.relay.exit;

/**
 * What does not change about a stream that wants to leave by an exit. Where to is not told: nobody
 * who counts needs to know it.
 *
 * @param number from 1, each given once by a relay
 * @param port of the host that it is for
 */
public record ExitStreamFacts(long number, int port) {
  /** May be logged: names nobody. */
  @Override
  public String toString() {
    return "exit stream " + number;
  }
}
