package org.tropea.protocol.flow;

import io.netty.channel.EventLoop;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayMessage;

/**
 * What messages of streams leave by, at either end: one circuit, or the legs of a conflux set. On
 * its loop, but for {@link #loop}.
 */
public interface MessageWay {
  /** The loop that it and all its streams live on; any thread may ask. */
  EventLoop loop();

  /** How messages lie in its cells. */
  RelayCellFormat format();

  /** The flow of a stream that begins. */
  StreamFlow newStreamFlow();

  /** Whether a DATA message may be sent now: both its flow and its channel have room. */
  boolean canSendData();

  /** There is data that may not be sent now: whatever rides on it is told when there is room. */
  void awaitRoom();

  /** Queues a message for the other end. */
  void send(int streamId, RelayMessage message);

  /** Sends what was queued. */
  void flush();
}
