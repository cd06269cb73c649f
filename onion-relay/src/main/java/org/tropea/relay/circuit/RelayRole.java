package org.tropea.relay.circuit;

import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.message.ConfluxLink;
import org.tropea.protocol.message.ConfluxLinkedAck;
import org.tropea.protocol.message.ConfluxSwitch;
import org.tropea.protocol.message.Drop;
import org.tropea.protocol.message.Extend2;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.Truncate;

/**
 * What a relay does with each kind of message that {@linkplain
 * org.tropea.protocol.message.AllowedMessages#atRelay may come} to it by a circuit. On the
 * circuit's loop.
 */
final class RelayRole extends StreamRole {
  private final RelayCircuit circuit;
  private final Onward onward;

  /**
   * @param circuit that they come by
   * @param onward its way on
   */
  RelayRole(RelayCircuit circuit, Onward onward) {
    super(circuit::rider);
    this.circuit = circuit;
    this.onward = onward;
  }

  @Override
  public void onSendme(int streamId, Sendme sendme) throws CircuitException {
    if (streamId == 0) {
      circuit.acknowledged(sendme);
    } else {
      super.onSendme(streamId, sendme);
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

  // What is of neither.

  @Override
  public void onDrop(int streamId, Drop drop) {
    circuit.dropCame();
  }
}
