package org.tropea.protocol.conflux;

import io.netty.channel.EventLoop;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.message.RelayMessage;

/**
 * What a circuit does for its leg, at either of its ends. All but {@link #loop} on its own loop.
 */
public interface LegCarrier {
  /** The loop that it lives on; any thread may ask. */
  EventLoop loop();

  /** Whether it has room for a DATA message now: both its flow and its channel. */
  boolean canSendData();

  /** How many of its cells wait for its channel. */
  int queued();

  /** It is asked for room when it has none: its rider is told when it has. */
  void awaitRoom();

  /** Queues a message for the other end. */
  void send(int streamId, RelayMessage message);

  /** Sends what was queued. */
  void flush();

  /** Closes it. */
  void destroy(DestroyReason reason);
}
