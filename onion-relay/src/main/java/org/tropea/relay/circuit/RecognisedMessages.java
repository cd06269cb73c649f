package org.tropea.relay.circuit;

import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.message.AddressedMessage;
import org.tropea.protocol.message.AllowedMessages;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.AllowedMessages.Verdict;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.UnknownMessage;
import org.tropea.relay.rendezvous.OnionServiceRole;

/**
 * What comes by a circuit for this relay itself: whether it can be read and may be there, and who
 * has it (tor-spec 5.5, 6). Unexpected messages are dropped, impossible ones end the circuit, as by
 * C tor. Confined to the circuit's loop.
 */
final class RecognisedMessages {
  private final RelayCircuit circuit;
  private final Onward onward;
  private final OnionServiceRole purpose;
  private final RelayRole role;

  /**
   * @param circuit that they come by
   * @param onward its way on
   * @param purpose what it is to onion services
   */
  RecognisedMessages(RelayCircuit circuit, Onward onward, OnionServiceRole purpose) {
    this.circuit = circuit;
    this.onward = onward;
    this.purpose = purpose;
    this.role = new RelayRole(circuit, onward, purpose);
  }

  /**
   * A cell came that was sealed for this relay.
   *
   * @param tag of it, for the SENDME that may be due
   * @throws CircuitException when the circuit must die of it
   */
  void onCell(byte[] tag, byte[] body, boolean early) throws CircuitException {
    AddressedMessage addressed;
    try {
      addressed = circuit.format().unpack(body);
    } catch (DecodeException e) {
      onUnreadable(body, early, e);
      return;
    }
    RelayMessage message = addressed.message();
    int streamId = addressed.streamId();
    if (message instanceof Data) {
      circuit.dataCame(tag);
    }
    if (circuit.rider().takesInTurn(streamId, message)) {
      return;
    }
    Addressee to = addressee(streamId);
    switch (AllowedMessages.atRelay(message.command(), to, early)) {
      case TAKE -> message.tell(streamId, role);
      case CLOSE -> throw new CircuitException(DestroyReason.PROTOCOL, unexpected(message));
      case DROP -> {
        // Its origin may not know yet that a stream is gone, or be of a later version.
      }
    }
  }

  private static String unexpected(RelayMessage message) {
    return "an unexpected " + RelayCommand.name(message.command()) + " message";
  }

  private Addressee addressee(int streamId) {
    return streamId == 0 ? Addressee.CIRCUIT : circuit.rider().addressee(streamId);
  }

  /**
   * What would be dropped anyway is dropped, but for the END of a stream that is not there; a BEGIN
   * ends its stream, a RESOLVE finds nothing; a TRUNCATE at the last hop, which C tor does not
   * read, goes on without it. Anything else ends the circuit.
   */
  private void onUnreadable(byte[] body, boolean early, DecodeException problem)
      throws CircuitException {
    int command = circuit.format().command(body);
    int streamId = circuit.format().streamId(body);
    Addressee to = addressee(streamId);
    Verdict verdict = AllowedMessages.atRelay(command, to, early);
    boolean dropped = verdict == Verdict.DROP && (command != RelayCommand.END || streamId == 0);
    if (!circuit.format().fits(body)) {
      throw new CircuitException(DestroyReason.PROTOCOL, problem.getMessage());
    } else if (circuit.rider().takesInTurn(streamId, new UnknownMessage(command))) {
      return;
    } else if (verdict == Verdict.TAKE && isAnswered(streamId, to, command, body)) {
      return;
    } else if (!dropped) {
      throw new CircuitException(DestroyReason.PROTOCOL, problem.getMessage());
    }
  }

  /** Whether what may be there, but cannot be read, has its answer all the same. */
  private boolean isAnswered(int streamId, Addressee to, int command, byte[] body)
      throws CircuitException {
    if (command == RelayCommand.INTRODUCE1) {
      purpose.onUnreadableIntroduce1(circuit.format().contents(body).remaining());
      return true;
    }
    if (to != Addressee.CIRCUIT) {
      return circuit.rider().onUnreadable(streamId, command, circuit.format().contents(body));
    }
    boolean atLastHop = command == RelayCommand.TRUNCATE && onward.isLastHop();
    if (atLastHop) {
      onward.truncate(DestroyReason.NONE);
    }
    return atLastHop;
  }
}
