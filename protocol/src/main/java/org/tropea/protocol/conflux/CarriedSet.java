package org.tropea.protocol.conflux;

import io.netty.channel.EventLoop;
import org.tropea.protocol.flow.MessageWay;
import org.tropea.protocol.flow.StreamFlow;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayMessage;

/**
 * A set as its streams have it, at either end: what they send leaves by any of its legs. On the
 * set's loop.
 */
public interface CarriedSet extends MessageWay, SetRider {
  /** The set. */
  LinkedCircuits circuits();

  /** The circuit whose cells its streams fill, and whose flow theirs begins by. */
  LegCarrier first();

  @Override
  default EventLoop loop() {
    return circuits().loop();
  }

  @Override
  default RelayCellFormat format() {
    return first().format();
  }

  /** As the streams of that circuit: they live on one loop, and the flow outlives the circuit. */
  @Override
  default StreamFlow newStreamFlow() {
    return first().newStreamFlow();
  }

  @Override
  default boolean canSendData() {
    return circuits().canSendData();
  }

  /** Its legs tell by themselves. */
  @Override
  default void awaitRoom() {}

  @Override
  default void send(int streamId, RelayMessage message) {
    circuits().send(streamId, message);
  }

  @Override
  default void flush() {
    circuits().flush();
  }
}
