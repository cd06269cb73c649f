package org.tropea.authority;

/**
 * What an authority did since it started. Immutable.
 *
 * @param voted rounds in which it voted
 * @param votesTaken votes of others that counted
 * @param published consensuses of its own that enough signed, each flavour for itself
 * @param missed rounds that brought none
 */
public record AuthorityTotals(long voted, long votesTaken, long published, long missed) {}
