package org.tropea.relay.circuit;

import java.util.function.Supplier;
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
import org.tropea.protocol.message.EstablishIntro;
import org.tropea.protocol.message.EstablishRendezvous;
import org.tropea.protocol.message.Extend2;
import org.tropea.protocol.message.Extended2;
import org.tropea.protocol.message.IntroEstablished;
import org.tropea.protocol.message.Introduce1;
import org.tropea.protocol.message.Introduce2;
import org.tropea.protocol.message.IntroduceAck;
import org.tropea.protocol.message.MessageReceiver;
import org.tropea.protocol.message.Rendezvous1;
import org.tropea.protocol.message.Rendezvous2;
import org.tropea.protocol.message.RendezvousEstablished;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.Truncate;
import org.tropea.protocol.message.Truncated;
import org.tropea.protocol.message.UnknownMessage;
import org.tropea.protocol.message.Xoff;
import org.tropea.protocol.message.Xon;

/**
 * What a relay does with each kind of message of a stream; no other kind may come here. On the loop
 * of what they ride on.
 */
class StreamRole implements MessageReceiver {
  private final Supplier<RelayRider> rider;

  /**
   * @param rider whose streams they are, at the time
   */
  StreamRole(Supplier<RelayRider> rider) {
    this.rider = rider;
  }

  final RelayRider rider() {
    return rider.get();
  }

  @Override
  public void onBegin(int streamId, Begin begin) throws CircuitException {
    rider().onBegin(streamId, begin);
  }

  @Override
  public void onBeginDir(int streamId, BeginDir begin) throws CircuitException {
    rider().onBeginDir(streamId);
  }

  @Override
  public void onResolve(int streamId, Resolve resolve) throws CircuitException {
    rider().onResolve(streamId, resolve);
  }

  @Override
  public void onData(int streamId, Data data) throws CircuitException {
    rider().onMessage(streamId, data);
  }

  @Override
  public void onEnd(int streamId, End end) throws CircuitException {
    rider().onMessage(streamId, end);
  }

  @Override
  public void onSendme(int streamId, Sendme sendme) throws CircuitException {
    rider().onMessage(streamId, sendme);
  }

  @Override
  public void onXoff(int streamId, Xoff xoff) throws CircuitException {
    rider().onMessage(streamId, xoff);
  }

  @Override
  public void onXon(int streamId, Xon xon) throws CircuitException {
    rider().onMessage(streamId, xon);
  }

  @Override
  public void onExtend2(int streamId, Extend2 extend) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onTruncate(int streamId, Truncate truncate) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onDrop(int streamId, Drop drop) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onConnected(int streamId, Connected connected) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onResolved(int streamId, Resolved resolved) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onExtended2(int streamId, Extended2 extended) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onTruncated(int streamId, Truncated truncated) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onConfluxLink(int streamId, ConfluxLink link) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onConfluxLinked(int streamId, ConfluxLinked linked) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onConfluxLinkedAck(int streamId, ConfluxLinkedAck ack) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onConfluxSwitch(int streamId, ConfluxSwitch message) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onEstablishIntro(int streamId, EstablishIntro message) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onEstablishRendezvous(int streamId, EstablishRendezvous message)
      throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onIntroduce1(int streamId, Introduce1 message) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onIntroduce2(int streamId, Introduce2 message) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onRendezvous1(int streamId, Rendezvous1 message) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onRendezvous2(int streamId, Rendezvous2 message) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onIntroEstablished(int streamId, IntroEstablished message) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onRendezvousEstablished(int streamId, RendezvousEstablished message)
      throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onIntroduceAck(int streamId, IntroduceAck message) throws CircuitException {
    throw misplaced();
  }

  @Override
  public void onUnknown(int streamId, UnknownMessage message) throws CircuitException {
    throw misplaced();
  }

  static IllegalStateException misplaced() {
    return new IllegalStateException("a message that no relay takes was let in");
  }
}
