package org.tropea.authority;

/** Why an authority published no consensus of its own at the end of a round. */
public enum MissReason {
  /** It did not vote, so it may not sign. */
  NOT_VOTED,
  /** No more than half of the authorities voted. */
  TOO_FEW_VOTES,
  /** Nobody voted on which relays are running. */
  NO_RUNNING_RELAYS,
  /** The votes give a consensus that nobody could read. */
  UNREADABLE,
  /** No more than half of the authorities signed what it made. */
  TOO_FEW_SIGNATURES,
  /** This node made a mistake. */
  INTERNAL
}
