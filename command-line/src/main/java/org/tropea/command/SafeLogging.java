package org.tropea.command;

/** Whether addresses are kept out of the log. */
public enum SafeLogging {
  /** Log them all. */
  OFF,
  /** Hide those a relay sees; a client logs its own. */
  RELAY,
  /** Hide them all. */
  ON
}
