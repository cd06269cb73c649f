package org.tropea.protocol.conflux;

import io.netty.channel.EventLoop;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.message.RelayMessage;

/** A circuit that can be a leg. All but {@link #loop} is called on its own loop. */
public interface LegCircuit {
  /** The loop that it lives on; any thread may ask. */
  EventLoop loop();

  /** How many DATA messages may be sent now: its flow and its channel have room for them. */
  int room();

  /** It is asked for room when it has none: {@link SetLeg#onRoom} tells when it has. */
  void awaitRoom();

  /** Whether so many DATA messages are unanswered that a SENDME is owed for some. */
  boolean awaitsSendme();

  /** Its round trip as its flow sees it, in nanoseconds; 0 where it does not know. */
  long roundTripNanos();

  /** Queues a message for the other end. */
  void send(int streamId, RelayMessage message);

  /** Sends what was queued. */
  void flush();

  /** Closes it. */
  void destroy(DestroyReason reason);
}
