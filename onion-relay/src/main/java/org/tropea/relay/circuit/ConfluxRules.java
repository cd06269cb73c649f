package org.tropea.relay.circuit;

/**
 * What a relay allows conflux sets, as the network says it now (proposal 329). Immutable.
 *
 * @param enabled whether circuits may be linked
 * @param legs that a set may have
 * @param queue bytes of a set that may wait for their turn
 */
public record ConfluxRules(boolean enabled, int legs, long queue) {
  /** Where the network is not known. */
  public static final ConfluxRules NONE = new ConfluxRules(false, 0, 0);
}
