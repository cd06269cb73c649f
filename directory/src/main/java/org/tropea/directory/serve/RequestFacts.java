package org.tropea.directory.serve;

/**
 * One request to a directory server, and how it was answered. Immutable.
 *
 * @param number from 1, each given once by a node
 * @param upload whether something was posted
 * @param path what was asked for, as the client wrote it; empty where that could not be read
 * @param status 200 and the others of HTTP
 */
public record RequestFacts(long number, boolean upload, String path, int status) {
  /** May be logged: says nothing of what the client wrote. */
  @Override
  public String toString() {
    return "%s %d, answered by %d".formatted(upload ? "upload" : "request", number, status);
  }
}
