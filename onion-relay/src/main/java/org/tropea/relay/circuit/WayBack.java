package org.tropea.relay.circuit;

import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.VerifiedPeer;
import org.tropea.protocol.flow.MessageWay;

/**
 * The way back to an origin, as the streams that end here see it: one circuit, or a conflux set of
 * several. On its loop.
 */
interface WayBack extends MessageWay {
  /** Who is at the other end of its link; null for a client. */
  @Nullable VerifiedPeer peer();

  /** Ends it. */
  void destroy(DestroyReason reason);
}
