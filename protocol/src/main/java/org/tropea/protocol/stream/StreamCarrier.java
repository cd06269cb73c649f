package org.tropea.protocol.stream;

import io.netty.channel.EventLoop;
import org.tropea.protocol.flow.StreamFlow;
import org.tropea.protocol.memory.MemoryUse;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayMessage;

/** What carries a stream's messages: a circuit, seen from the stream. On the circuit's loop. */
public interface StreamCarrier {
  /** The loop that the circuit and all its streams live on. */
  EventLoop loop();

  /** How its messages lie in cells. */
  RelayCellFormat format();

  /** The flow of a stream that begins. */
  StreamFlow newStreamFlow();

  /** Whether a DATA message may be sent now. */
  boolean canSendData();

  /** A stream has data that may not be sent now: it is resumed when there is room for it. */
  void awaitRoom();

  /** Counts what a stream that begins will hold. */
  default MemoryUse memory() {
    return MemoryUse.uncounted();
  }

  /** Queues a message of the stream with this id. */
  void send(int streamId, RelayMessage message);

  /** Sends what was queued. */
  void flush();

  /** The stream has sent its END and is forgotten. */
  void ended(TorStream stream);
}
