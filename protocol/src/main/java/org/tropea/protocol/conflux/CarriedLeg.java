package org.tropea.protocol.conflux;

import io.netty.channel.EventLoop;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.flow.CongestionControl;
import org.tropea.protocol.message.RelayMessage;

/**
 * A leg as its circuit has it, at either end: with congestion control, without which no circuit can
 * be one.
 */
public interface CarriedLeg extends LegCircuit {
  /** DATA that a set may send without asking again; a circuit's queue takes as many. */
  int MAX_AHEAD = 256;

  /** The circuit. */
  LegCarrier carrier();

  /** How much may be sent on it. */
  CongestionControl flow();

  @Override
  default EventLoop loop() {
    return carrier().loop();
  }

  @Override
  default int room() {
    return carrier().canSendData()
        ? Math.min(flow().room(), Math.max(0, MAX_AHEAD - carrier().queued()))
        : 0;
  }

  @Override
  default void awaitRoom() {
    carrier().awaitRoom();
  }

  @Override
  default boolean awaitsSendme() {
    return flow().awaitsSendme();
  }

  @Override
  default long roundTripNanos() {
    return flow().roundTripNanos();
  }

  @Override
  default void send(int streamId, RelayMessage message) {
    carrier().send(streamId, message);
  }

  @Override
  default void flush() {
    carrier().flush();
  }

  @Override
  default void destroy(DestroyReason reason) {
    carrier().destroy(reason);
  }
}
