package org.tropea.client.guard;

/** What a guard is asked for. */
public enum GuardUsage {
  /** The first relay of a circuit of several. */
  CIRCUIT,
  /** A directory request over a circuit of one relay, which needs no microdescriptor. */
  DIRECTORY
}
