package org.tropea.client.guard;

/** What becomes of a guard; the words are C tor's, of its GUARD events. */
public enum GuardEvent {
  /** It was sampled: it may be used some day. */
  NEW,
  /** A circuit by it came about, and it was not known to be reachable. */
  UP,
  /** A link to it did not come about. */
  DOWN
}
