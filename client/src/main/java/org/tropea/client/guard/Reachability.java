package org.tropea.client.guard;

/** What is known of the way to a guard (guard-spec 4.4). */
enum Reachability {
  /** A circuit came about, and no link failed since. */
  YES,
  /** No link came about when one was tried last. */
  NO,
  /** It was not tried yet, or is due to be tried again. */
  MAYBE
}
