package org.tropea.protocol.stream;

import org.tropea.protocol.message.EndReason;

/**
 * Why a stream ended, or a try at it. Immutable.
 *
 * @param remote whether the other side said so, by END
 */
public record StreamEnd(EndReason reason, boolean remote) {
  /** How a stream ended that is closed, or was not connected. */
  public static StreamEnd of(TorStream stream) {
    EndReason reason = stream.endReason();
    return new StreamEnd(reason == null ? EndReason.MISC : reason, stream.isEndedRemotely());
  }

  /** This node ended it, or its circuit is gone. */
  public static StreamEnd local(EndReason reason) {
    return new StreamEnd(reason, false);
  }

  @Override
  public String toString() {
    return reason + (remote ? " from the other side" : "");
  }
}
