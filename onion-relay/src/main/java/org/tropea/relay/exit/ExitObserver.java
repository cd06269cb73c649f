package org.tropea.relay.exit;

import org.tropea.protocol.stream.StreamEnd;
import org.tropea.protocol.stream.StreamTraffic;

/**
 * Who is told of the streams that leave by an exit; docs/decisions/observers.md says what all
 * observers have in common. Called on the loop of the stream, and must not block.
 */
public interface ExitObserver {
  /** Told nothing. */
  ExitObserver NONE = new ExitObserver() {};

  /** A stream is connected to its host. */
  default void opened(ExitStreamFacts stream) {}

  /**
   * A stream ended before it was connected: by the policy, the name servers, its host, its client.
   */
  default void refused(ExitStreamFacts stream, StreamEnd why) {}

  /**
   * A stream that was connected has ended.
   *
   * @param carried all that crossed it
   */
  default void closed(ExitStreamFacts stream, StreamEnd why, StreamTraffic carried) {}
}
