package org.tropea.authority.consensus;

/**
 * Bandwidth of all relays of a consensus, by what they may be used for; for one thread.
 *
 * <p>Each starts at one, so that no weight divides by zero.
 */
final class BandwidthTotals {
  long guards = 1;
  long middles = 1;
  long exits = 1;
  long both = 1;
  long all = 4;

  /** Counts a relay of this bandwidth, of which {@code guardPercent} is to count as a guard's. */
  void add(int bandwidth, boolean exit, boolean guard, int guardPercent) {
    int asGuard = (int) Math.floor(guardPercent / 100.0 * bandwidth + 0.5);
    int rest = bandwidth - asGuard;
    all += asGuard;
    if (exit && guard) {
      both += asGuard;
      exits += rest;
    } else if (exit) {
      exits += asGuard;
    } else if (guard) {
      guards += asGuard;
      middles += rest;
    } else {
      middles += asGuard;
    }
  }
}
