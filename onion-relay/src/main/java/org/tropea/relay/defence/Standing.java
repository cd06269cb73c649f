package org.tropea.relay.defence;

import java.util.random.RandomGenerator;

/**
 * What is known of one address, as C tor keeps it. Immutable; times are in seconds since 1970.
 *
 * @param links how many it has
 * @param circuits how many more it may make
 * @param circuitMark until when its circuits are refused; 0 where it was never marked
 * @param overflows its circuits that ended because too much waited to go on, since the last mark
 * @param connects how many more links it may open
 * @param connectMark until when its links are refused; 0 where it is not
 * @param seen when it opened its last link
 */
record Standing(
    int links,
    TokenCount circuits,
    long circuitMark,
    int overflows,
    TokenCount connects,
    long connectMark,
    long seen) {
  /** An address that was never seen. */
  static Standing first(DefenceRules rules, long now) {
    return new Standing(
        0,
        new TokenCount(rules.circuits().burst(), now),
        0,
        0,
        new TokenCount(rules.connections().burst(), now),
        0,
        now);
  }

  boolean refusesCircuits(long now) {
    return circuitMark >= now && circuitMark != 0;
  }

  boolean refusesLinks(long now) {
    return connectMark >= now && connectMark != 0;
  }

  /** Whether nothing is lost where it is forgotten: it has no link, and no mark that holds. */
  boolean isIdle(long now) {
    return links == 0 && !refusesCircuits(now) && !refusesLinks(now);
  }

  /** With one more link; whoever opens them too fast is marked, unless he is. */
  Standing connected(DefenceRules.Connections rules, long now, RandomGenerator random) {
    TokenCount left = connects.at(now, rules.rate(), rules.burst()).less();
    long mark = refusesLinks(now) ? connectMark : 0;
    if (mark == 0 && left.left() == 0) {
      mark = mark(rules.seconds(), now, random);
    }
    return new Standing(links + 1, circuits, circuitMark, overflows, left, mark, now);
  }

  /** With one more link, whatever it has. */
  Standing entered(long now) {
    return new Standing(links + 1, circuits, circuitMark, overflows, connects, connectMark, now);
  }

  /** With one link less. */
  Standing left() {
    return new Standing(
        Math.max(0, links - 1), circuits, circuitMark, overflows, connects, connectMark, seen);
  }

  /** With one more circuit: whoever makes too many is marked, and again while he goes on. */
  Standing created(DefenceRules.Circuits rules, long now, RandomGenerator random) {
    TokenCount left = circuits.at(now, rules.rate(), rules.burst()).less();
    boolean exhausted = left.left() == 0 && links >= rules.minConnections();
    long mark = exhausted ? mark(rules.seconds(), now, random) : circuitMark;
    return new Standing(links, left, mark, overflows, connects, connectMark, seen);
  }

  /** With one more circuit that ended because too much waited to go on (row F12). */
  Standing overflowed(DefenceRules.Circuits rules, long now, RandomGenerator random) {
    if (refusesCircuits(now) || rules.maxOverflows() == 0) {
      return this;
    }
    boolean marked = overflows + 1 >= rules.maxOverflows();
    return new Standing(
        links,
        circuits,
        marked ? mark(rules.seconds(), now, random) : circuitMark,
        marked ? 0 : overflows + 1,
        connects,
        connectMark,
        seen);
  }

  /** The end of a mark that begins now; nobody can tell it beforehand. */
  private static long mark(int seconds, long now, RandomGenerator random) {
    return now + seconds + 1 + random.nextInt(Math.max(1, seconds / 2));
  }
}
