package org.tropea.protocol.circuit;

import io.netty.channel.EventLoop;
import org.tropea.protocol.flow.StreamFlow;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayMessage;

/**
 * How streams leave a circuit by one of its hops, whatever comes after that.
 *
 * @param number of the hop, counted from 0
 */
record HopWay(OriginCircuit circuit, int number, Hop hop) implements StreamWay {
  @Override
  public EventLoop loop() {
    return circuit.loop();
  }

  @Override
  public boolean isOpen() {
    return circuit.isOpen();
  }

  @Override
  public boolean takesOptimisticData() {
    return true;
  }

  @Override
  public RelayCellFormat format() {
    return hop.format();
  }

  @Override
  public StreamFlow newStreamFlow() {
    return hop.flow().newStream(circuit);
  }

  @Override
  public boolean canSendData() {
    return circuit.canSendData(number);
  }

  @Override
  public void awaitRoom() {
    circuit.awaitRoom();
  }

  @Override
  public void send(int streamId, RelayMessage message) {
    circuit.send(number, streamId, message);
  }

  @Override
  public void flush() {
    circuit.flush();
  }
}
