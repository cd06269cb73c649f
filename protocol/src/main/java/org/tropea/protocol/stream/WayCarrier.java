package org.tropea.protocol.stream;

import io.netty.channel.EventLoop;
import org.tropea.protocol.flow.MessageWay;
import org.tropea.protocol.flow.StreamFlow;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayMessage;

/** A carrier all of whose streams leave by one way. On the way's loop. */
public interface WayCarrier extends StreamCarrier {
  /** The way. */
  MessageWay way();

  @Override
  default EventLoop loop() {
    return way().loop();
  }

  @Override
  default RelayCellFormat format() {
    return way().format();
  }

  @Override
  default StreamFlow newStreamFlow() {
    return way().newStreamFlow();
  }

  @Override
  default boolean canSendData() {
    return way().canSendData();
  }

  @Override
  default void awaitRoom() {
    way().awaitRoom();
  }

  @Override
  default void send(int streamId, RelayMessage message) {
    way().send(streamId, message);
  }

  @Override
  default void flush() {
    way().flush();
  }
}
