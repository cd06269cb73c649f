package org.tropea.onionservice.effort;

/** How much a client works for an introduction (proposal 327, 4.1), as C tor's clients do. */
public final class ClientEffort {
  /** No client works more: some minutes of one core, where it is out of luck. */
  public static final long MOST = 10_000;

  private static final long LEAST_AGAIN = 8;
  private static final long DOUBLE_BELOW = 1000;

  private ClientEffort() {}

  /**
   * The effort to make.
   *
   * @param suggested by the service, 0 to 2^32 - 1
   * @param failures how often no circuit held to the introduction point of late
   * @return 0 where there is nothing to prove
   */
  public static long of(long suggested, int failures) {
    long effort = Math.min(suggested, MOST);
    for (int i = 0; i < failures && effort < MOST; i++) {
      long more = effort < DOUBLE_BELOW ? 2 * effort : effort + effort / 2;
      effort = Math.min(Math.max(more, LEAST_AGAIN), MOST);
    }
    return effort;
  }
}
