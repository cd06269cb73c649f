package org.tropea.onionservice.effort;

/**
 * Which of a processor's three execution ports are taken in which cycle. Confined to one thread.
 */
final class Ports {
  static final int P0 = 1;
  static final int P1 = 2;
  static final int P5 = 4;
  static final int ANY = P0 | P1 | P5;

  private static final int[] PREFERENCE = {P5, P0, P1};

  private final byte[] taken;

  /** All free, for so many cycles. */
  Ports(int cycles) {
    taken = new byte[cycles];
  }

  /**
   * The first cycle from {@code cycle} on in which the operation can begin, with both of its steps;
   * -1 where there is none.
   */
  int find(Operation operation, int cycle) {
    for (int at = cycle; at < taken.length; at++) {
      if (free(operation.first, at) != 0
          && (operation.second == 0 || free(operation.second, at) != 0)) {
        return at;
      }
    }
    return -1;
  }

  /** Takes what the operation needs, its second step later where the first took the last port. */
  void take(Operation operation, int cycle) {
    taken[cycle] |= (byte) free(operation.first, cycle);
    for (int at = cycle; operation.second != 0 && at < taken.length; at++) {
      int port = free(operation.second, at);
      if (port != 0) {
        taken[at] |= (byte) port;
        return;
      }
    }
  }

  private int free(int wanted, int cycle) {
    for (int port : PREFERENCE) {
      if ((wanted & port & ~taken[cycle]) != 0) {
        return port;
      }
    }
    return 0;
  }
}
