package org.tropea.authority.vote;

/**
 * Who gets a flag in a testing network, whatever it earned.
 *
 * @param strict whether nobody else gets it
 */
public record FlagOverride(RelaySet relays, boolean strict) {
  /** Everybody gets what it earned. */
  public static final FlagOverride NONE = new FlagOverride(RelaySet.NONE, false);

  /** Everybody gets it. */
  public static final FlagOverride EVERYBODY = new FlagOverride(RelaySet.ALL, false);

  boolean gives(ObservedRelay relay, boolean earned) {
    return relays.contains(relay) || (earned && !strict);
  }
}
