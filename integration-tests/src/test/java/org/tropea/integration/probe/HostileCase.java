package org.tropea.integration.probe;

import java.util.Set;

/**
 * One hostile input of docs' table of cases, and what has to come of it.
 *
 * @param number its row, and what of the row this is
 * @param ours what may come of it at our relay
 * @param ctor what comes of it at C tor; none where the rows say we shall differ, or it takes long
 */
record HostileCase(String number, Scenario scenario, Set<Outcome> ours, Set<Outcome> ctor) {
  /** What is sent, and what came of it. */
  interface Scenario {
    Outcome run(Scene scene) throws Exception;
  }

  /** The same at both. */
  static HostileCase same(String number, Scenario scenario, Outcome... outcomes) {
    return new HostileCase(number, scenario, Set.of(outcomes), Set.of(outcomes));
  }

  /** Only ours is tried. */
  static HostileCase ours(String number, Scenario scenario, Outcome... outcomes) {
    return new HostileCase(number, scenario, Set.of(outcomes), Set.of());
  }

  /** They differ. */
  static HostileCase differs(String number, Scenario scenario, Outcome ours, Outcome ctor) {
    return new HostileCase(number, scenario, Set.of(ours), Set.of(ctor));
  }

  @Override
  public String toString() {
    return number;
  }
}
