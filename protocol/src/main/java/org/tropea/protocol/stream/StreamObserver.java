package org.tropea.protocol.stream;

/**
 * Who is told of the streams that this node asks for; docs/decisions/observers.md says what all
 * observers have in common. Called on the loop of the stream, and must not block.
 *
 * <p>A stream is requested, and sent on a circuit; from there it is connected or detached, and then
 * sent on another one. It ends once: failed before it was connected, closed after.
 */
public interface StreamObserver {
  /** Told nothing. */
  StreamObserver NONE = new StreamObserver() {};

  /** Somebody wants a stream. */
  default void requested(StreamFacts stream) {}

  /**
   * The message that begins it was sent.
   *
   * @param circuit the circuit's number
   */
  default void sent(StreamFacts stream, long circuit) {}

  /** It waits until its user says which circuit it is to be sent on. */
  default void unattached(StreamFacts stream) {}

  /** It goes to this host and port now, which are others than before. */
  default void redirected(StreamFacts stream) {}

  /** The other side is connected. */
  default void connected(StreamFacts stream, long circuit) {}

  /** It came to nothing on that circuit, and is to be tried on another. */
  default void detached(StreamFacts stream, long circuit, StreamEnd why) {}

  /** It came to nothing. */
  default void failed(StreamFacts stream, StreamEnd why) {}

  /**
   * It was connected, and is closed.
   *
   * @param carried all that crossed it
   */
  default void closed(StreamFacts stream, long circuit, StreamEnd why, StreamTraffic carried) {}
}
