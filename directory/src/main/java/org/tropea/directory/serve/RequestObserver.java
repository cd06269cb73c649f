package org.tropea.directory.serve;

/**
 * Who is told of the requests to a directory server; docs/decisions/observers.md says what all
 * observers have in common. Called on the loop of the request's channel, and must not block.
 */
public interface RequestObserver {
  /** Told nothing. */
  RequestObserver NONE = new RequestObserver() {};

  /**
   * An answer was sent, all of it.
   *
   * @param bytes its length, as it was packed
   */
  default void answered(RequestFacts request, long bytes) {}

  /**
   * The client left before it had the whole answer.
   *
   * @param bytes what was sent until then
   */
  default void brokenOff(RequestFacts request, long bytes) {}
}
