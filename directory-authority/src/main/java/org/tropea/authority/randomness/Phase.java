package org.tropea.authority.randomness;

/** What authorities do in a round of the protocol (srv-spec 3.1). */
enum Phase {
  /** Each promises a value without showing it. */
  COMMIT,
  /** Each shows the value that it promised. */
  REVEAL
}
