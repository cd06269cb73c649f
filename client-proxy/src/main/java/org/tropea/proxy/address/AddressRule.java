package org.tropea.proxy.address;

import org.tropea.client.HostKind;

/**
 * One host in the place of another, as a MapAddress line has it. Immutable.
 *
 * @param from what a program names, in lower case; without the leading {@code *.}
 * @param fromAll whether names under {@code from} are meant too
 * @param to what is asked for instead; without the leading {@code *.}
 * @param toAll whether what stood in front of {@code from} stays in front of {@code to}
 */
public record AddressRule(String from, boolean fromAll, String to, boolean toAll) {
  private static final String ALL = "*.";

  /**
   * The rule of two words.
   *
   * @throws IllegalArgumentException when they make none; the message says why, and names no host
   */
  public static AddressRule of(String from, String to) {
    boolean fromAll = from.startsWith(ALL);
    boolean toAll = to.startsWith(ALL);
    if (from.equals("*") || to.equals("*") || from.startsWith(".") || to.startsWith(".")) {
      throw new IllegalArgumentException("it begins with a dot, or is a star alone");
    }
    if (toAll && !fromAll) {
      throw new IllegalArgumentException("only where the first begins with *. may the second");
    }
    String target = AddressMap.canonical(toAll ? to.substring(ALL.length()) : to);
    switch (HostKind.of(target)) {
      case MALFORMED -> throw new IllegalArgumentException("the second is no host");
      case EXIT_NOTATION -> throw new IllegalArgumentException("names under .exit do not work yet");
      default -> {}
    }
    String source = AddressMap.canonical(fromAll ? from.substring(ALL.length()) : from);
    return new AddressRule(source, fromAll, target, toAll);
  }

  /** Its two words. */
  String words() {
    return (fromAll ? ALL : "") + from + " " + (toAll ? ALL : "") + to;
  }

  /** Whether it changes nothing. */
  boolean isIdle() {
    return from.equals(to) && fromAll == toAll;
  }
}
