package org.tropea.directory.document;

/**
 * How long authorities collect votes, and then signatures (dir-spec 3.4.1, {@code voting-delay}).
 *
 * @param voteSeconds for votes
 * @param distSeconds for signatures
 */
public record VotingDelay(int voteSeconds, int distSeconds) {}
