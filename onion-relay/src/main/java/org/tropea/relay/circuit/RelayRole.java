package org.tropea.relay.circuit;

import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.ConfluxLink;
import org.tropea.protocol.message.ConfluxLinkedAck;
import org.tropea.protocol.message.ConfluxSwitch;
import org.tropea.protocol.message.Drop;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.EstablishIntro;
import org.tropea.protocol.message.EstablishRendezvous;
import org.tropea.protocol.message.Extend2;
import org.tropea.protocol.message.Introduce1;
import org.tropea.protocol.message.Rendezvous1;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.Truncate;
import org.tropea.relay.rendezvous.OnionServiceRole;

/**
 * What a relay does with each kind of message that {@linkplain
 * org.tropea.protocol.message.AllowedMessages#atRelay may come} to it by a circuit. On the
 * circuit's loop.
 */
final class RelayRole extends StreamRole {
  private final RelayCircuit circuit;
  private final Onward onward;
  private final OnionServiceRole purpose;

  /**
   * @param circuit that they come by
   * @param onward its way on
   * @param purpose what it is to onion services
   */
  RelayRole(RelayCircuit circuit, Onward onward, OnionServiceRole purpose) {
    super(circuit::rider);
    this.circuit = circuit;
    this.onward = onward;
    this.purpose = purpose;
  }

  @Override
  public void onSendme(int streamId, Sendme sendme) throws CircuitException {
    if (streamId == 0) {
      circuit.acknowledged(sendme);
    } else {
      super.onSendme(streamId, sendme);
    }
  }

  /** C tor serves none on a circuit of an onion service. */
  @Override
  public void onBeginDir(int streamId, BeginDir begin) throws CircuitException {
    if (purpose.isPlain()) {
      super.onBeginDir(streamId, begin);
    } else {
      circuit.send(streamId, End.of(EndReason.NOT_DIRECTORY));
      circuit.flush();
    }
  }

  /** Neither is a name looked up for one. */
  @Override
  public void onResolve(int streamId, Resolve resolve) throws CircuitException {
    if (purpose.isPlain()) {
      super.onResolve(streamId, resolve);
    }
  }

  // Growth.

  @Override
  public void onExtend2(int streamId, Extend2 extend) throws CircuitException {
    circuit.extend(extend);
  }

  @Override
  public void onTruncate(int streamId, Truncate truncate) {
    onward.truncate(truncate.reason());
  }

  // Conflux.

  @Override
  public void onConfluxLink(int streamId, ConfluxLink link) throws CircuitException {
    circuit.link(link.terms());
  }

  @Override
  public void onConfluxLinkedAck(int streamId, ConfluxLinkedAck ack) throws CircuitException {
    circuit.leg().onAcknowledged();
  }

  @Override
  public void onConfluxSwitch(int streamId, ConfluxSwitch message) throws CircuitException {
    circuit.leg().onSwitch(message);
  }

  // Onion services.

  @Override
  public void onEstablishIntro(int streamId, EstablishIntro message) throws CircuitException {
    purpose.onEstablishIntro(message);
  }

  @Override
  public void onIntroduce1(int streamId, Introduce1 message) throws CircuitException {
    purpose.onIntroduce1(message);
  }

  @Override
  public void onEstablishRendezvous(int streamId, EstablishRendezvous message)
      throws CircuitException {
    purpose.onEstablishRendezvous(message);
  }

  @Override
  public void onRendezvous1(int streamId, Rendezvous1 message) throws CircuitException {
    purpose.onRendezvous1(message);
  }

  // What is of none of these.

  @Override
  public void onDrop(int streamId, Drop drop) {
    circuit.dropCame();
  }
}
