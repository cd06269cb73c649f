package org.tropea.relay.circuit;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.VerifiedPeer;
import org.tropea.protocol.flow.StreamFlow;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayMessage;

/**
 * The way back to an origin, as the streams that end here see it: one circuit, or a conflux set of
 * several. On its loop.
 */
interface WayBack {
  /** The loop that it and its streams live on. */
  EventLoop loop();

  /** How messages lie in its cells. */
  RelayCellFormat format();

  /** The flow of a stream that begins. */
  StreamFlow newStreamFlow();

  /** Who is at the other end of its link; null for a client. */
  @Nullable VerifiedPeer peer();

  /** Ends it. */
  void destroy(DestroyReason reason);

  /** Whether DATA may be sent now. */
  boolean canSendData();

  /** There is something to send: its rider is told when there is room for it. */
  void awaitRoom();

  /** Queues a message for the origin. */
  void send(int streamId, RelayMessage message);

  /** Sends what was queued. */
  void flush();
}
