package org.tropea.protocol.stream;

/**
 * What does not change about a stream that this node asks for, whatever circuits it is tried on.
 * Immutable.
 *
 * @param number from 1, each given once by a node
 * @param host a name or an address, as it was asked for; of a directory, its address
 */
public record StreamFacts(long number, StreamPurpose purpose, String host, int port) {
  /** May be logged: says nothing of the target. */
  @Override
  public String toString() {
    return "stream %d, %s".formatted(number, purpose);
  }
}
