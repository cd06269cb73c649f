package org.tropea.protocol.circuit;

import io.netty.channel.EventLoop;
import org.tropea.protocol.flow.StreamFlow;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayMessage;

/** What an origin's streams need of what they leave by. On its loop, but for {@link #loop}. */
interface StreamWay {
  /** The loop that it and all its streams live on. */
  EventLoop loop();

  /** Whether a stream may be opened. */
  boolean isOpen();

  /** Whether data may follow a BEGIN that is not answered yet, as C tor's clients send it. */
  boolean takesOptimisticData();

  /** How messages for the exit lie in cells. */
  RelayCellFormat format();

  /** The flow of a stream that begins. */
  StreamFlow newStreamFlow();

  /** Whether DATA may be sent now. */
  boolean canSendData();

  /** A stream has data that may not be sent now. */
  void awaitRoom();

  /** Queues a message for the exit. */
  void send(int streamId, RelayMessage message);

  /** Sends what was queued. */
  void flush();
}
