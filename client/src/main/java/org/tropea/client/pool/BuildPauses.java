package org.tropea.client.pool;

import java.time.Duration;

/**
 * How long to wait before the next circuit, after some could not be built.
 *
 * <p>Links that do not come about may mean that many relays are gone, or that this machine is off
 * the network: the first five are made good for at once, the next after short pauses, and then the
 * pauses grow to half a minute. Where links come about, and circuits get stuck behind them, other
 * relays will do: there are short pauses for a longer time. Both start anew when something works.
 * For one thread.
 */
final class BuildPauses {
  private static final int FORGIVEN = 5;
  private static final int LINKS = 30;
  private static final int QUICK = 200;
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration MIDDLING = Duration.ofMillis(500);
  private static final int DOUBLED_FROM = 260;
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private int links;
  private int circuits;

  /** A circuit was built, or the network is better known: start small again. */
  void reset() {
    links = 0;
    circuits = 0;
  }

  /** No link came about, or nobody is left to be asked for one; the wait from now. */
  Duration afterLink() {
    links++;
    if (links <= FORGIVEN) {
      return Duration.ZERO;
    }
    return links <= LINKS ? MIDDLING : doubled(links - LINKS);
  }

  /** A link was there, and the circuit got stuck; the wait from now. */
  Duration afterCircuit() {
    links = 0;
    circuits++;
    if (circuits <= FORGIVEN) {
      return Duration.ZERO;
    }
    if (circuits <= QUICK) {
      return SHORT;
    }
    return circuits <= DOUBLED_FROM ? MIDDLING : doubled(circuits - DOUBLED_FROM);
  }

  /** One second, and twice as much each further time. */
  private static Duration doubled(int times) {
    Duration pause = FIRST.multipliedBy(1L << Math.min(times - 1, 10));
    return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
  }
}
