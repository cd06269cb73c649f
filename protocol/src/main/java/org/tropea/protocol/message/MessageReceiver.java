package org.tropea.protocol.message;

import org.tropea.protocol.cell.CircuitException;

/**
 * Who is told the messages of a circuit, each kind by a method of its own: whoever adds a kind has
 * to say here, and at every receiver, what becomes of it.
 *
 * <p>The stream numbers are those of {@link AddressedMessage}. Each method throws a {@link
 * CircuitException} when the circuit has to die of the message.
 */
public interface MessageReceiver {
  /** A BEGIN came. */
  void onBegin(int streamId, Begin begin) throws CircuitException;

  /** A BEGIN_DIR came. */
  void onBeginDir(int streamId, BeginDir begin) throws CircuitException;

  /** A DATA came. */
  void onData(int streamId, Data data) throws CircuitException;

  /** An END came. */
  void onEnd(int streamId, End end) throws CircuitException;

  /** A CONNECTED came. */
  void onConnected(int streamId, Connected connected) throws CircuitException;

  /** A SENDME came. */
  void onSendme(int streamId, Sendme sendme) throws CircuitException;

  /** An EXTEND2 came. */
  void onExtend2(int streamId, Extend2 extend) throws CircuitException;

  /** An EXTENDED2 came. */
  void onExtended2(int streamId, Extended2 extended) throws CircuitException;

  /** A TRUNCATE came. */
  void onTruncate(int streamId, Truncate truncate) throws CircuitException;

  /** A TRUNCATED came. */
  void onTruncated(int streamId, Truncated truncated) throws CircuitException;

  /** A DROP came. */
  void onDrop(int streamId, Drop drop) throws CircuitException;

  /** A RESOLVE came. */
  void onResolve(int streamId, Resolve resolve) throws CircuitException;

  /** A RESOLVED came. */
  void onResolved(int streamId, Resolved resolved) throws CircuitException;

  /** A CONFLUX_LINK came. */
  void onConfluxLink(int streamId, ConfluxLink link) throws CircuitException;

  /** A CONFLUX_LINKED came. */
  void onConfluxLinked(int streamId, ConfluxLinked linked) throws CircuitException;

  /** A CONFLUX_LINKED_ACK came. */
  void onConfluxLinkedAck(int streamId, ConfluxLinkedAck ack) throws CircuitException;

  /** A CONFLUX_SWITCH came. */
  void onConfluxSwitch(int streamId, ConfluxSwitch message) throws CircuitException;

  /** An XOFF came. */
  void onXoff(int streamId, Xoff xoff) throws CircuitException;

  /** An XON came. */
  void onXon(int streamId, Xon xon) throws CircuitException;

  /** An ESTABLISH_INTRO came. */
  void onEstablishIntro(int streamId, EstablishIntro message) throws CircuitException;

  /** An ESTABLISH_RENDEZVOUS came. */
  void onEstablishRendezvous(int streamId, EstablishRendezvous message) throws CircuitException;

  /** An INTRODUCE1 came. */
  void onIntroduce1(int streamId, Introduce1 message) throws CircuitException;

  /** An INTRODUCE2 came. */
  void onIntroduce2(int streamId, Introduce2 message) throws CircuitException;

  /** A RENDEZVOUS1 came. */
  void onRendezvous1(int streamId, Rendezvous1 message) throws CircuitException;

  /** A RENDEZVOUS2 came. */
  void onRendezvous2(int streamId, Rendezvous2 message) throws CircuitException;

  /** An INTRO_ESTABLISHED came. */
  void onIntroEstablished(int streamId, IntroEstablished message) throws CircuitException;

  /** A RENDEZVOUS_ESTABLISHED came. */
  void onRendezvousEstablished(int streamId, RendezvousEstablished message) throws CircuitException;

  /** An INTRODUCE_ACK came. */
  void onIntroduceAck(int streamId, IntroduceAck message) throws CircuitException;

  /** A message of a command that is not spoken came. */
  void onUnknown(int streamId, UnknownMessage message) throws CircuitException;
}
