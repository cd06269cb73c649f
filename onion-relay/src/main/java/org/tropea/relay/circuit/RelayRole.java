package org.tropea.relay.circuit;

import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.ConfluxLink;
import org.tropea.protocol.message.ConfluxLinked;
import org.tropea.protocol.message.ConfluxLinkedAck;
import org.tropea.protocol.message.ConfluxSwitch;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.Drop;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.Extend2;
import org.tropea.protocol.message.Extended2;
import org.tropea.protocol.message.MessageReceiver;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.Truncate;
import org.tropea.protocol.message.Truncated;
import org.tropea.protocol.message.UnknownMessage;
import org.tropea.protocol.message.Xoff;
import org.tropea.protocol.message.Xon;

/**
 * What a relay does with each kind of message that {@linkplain
 * org.tropea.protocol.message.AllowedMessages#atRelay may come} to it. On the circuit's loop.
 *
 * @param circuit that they come by
 * @param onward its way on
 */
record RelayRole(RelayCircuit circuit, Onward onward) implements MessageReceiver {
  // What rides on the circuit.

  @Override
  public void onBegin(int streamId, Begin begin) {
    circuit.rider().onBegin(streamId, begin);
  }

  @Override
  public void onBeginDir(int streamId, BeginDir begin) {
    circuit.rider().onBeginDir(streamId);
  }

  @Override
  public void onResolve(int streamId, Resolve resolve) {
    circuit.rider().onResolve(streamId, resolve);
  }

  @Override
  public void onData(int streamId, Data data) throws CircuitException {
    circuit.rider().onMessage(streamId, data);
  }

  @Override
  public void onEnd(int streamId, End end) throws CircuitException {
    circuit.rider().onMessage(streamId, end);
  }

  @Override
  public void onSendme(int streamId, Sendme sendme) throws CircuitException {
    if (streamId == 0) {
      circuit.acknowledged(sendme);
    } else {
      circuit.rider().onMessage(streamId, sendme);
    }
  }

  @Override
  public void onXoff(int streamId, Xoff xoff) throws CircuitException {
    circuit.rider().onMessage(streamId, xoff);
  }

  @Override
  public void onXon(int streamId, Xon xon) throws CircuitException {
    circuit.rider().onMessage(streamId, xon);
  }

  // Growth.

  @Override
  public void onExtend2(int streamId, Extend2 extend) throws CircuitException {
    onward.extend(extend);
  }

  @Override
  public void onTruncate(int streamId, Truncate truncate) {
    onward.truncate(truncate.reason());
  }

  // What is of neither.

  @Override
  public void onDrop(int streamId, Drop drop) throws CircuitException {
    circuit.listener().onMessage(drop);
  }

  // What is for origins alone, or for nobody yet.

  @Override
  public void onConnected(int streamId, Connected connected) {
    throw misplaced();
  }

  @Override
  public void onResolved(int streamId, Resolved resolved) {
    throw misplaced();
  }

  @Override
  public void onExtended2(int streamId, Extended2 extended) {
    throw misplaced();
  }

  @Override
  public void onTruncated(int streamId, Truncated truncated) {
    throw misplaced();
  }

  @Override
  public void onConfluxLink(int streamId, ConfluxLink link) {
    throw misplaced();
  }

  @Override
  public void onConfluxLinked(int streamId, ConfluxLinked linked) {
    throw misplaced();
  }

  @Override
  public void onConfluxLinkedAck(int streamId, ConfluxLinkedAck ack) {
    throw misplaced();
  }

  @Override
  public void onConfluxSwitch(int streamId, ConfluxSwitch message) {
    throw misplaced();
  }

  @Override
  public void onUnknown(int streamId, UnknownMessage message) {
    throw misplaced();
  }

  private static IllegalStateException misplaced() {
    return new IllegalStateException("a message that no relay takes was let in");
  }
}
