package org.tropea.protocol.circuit;

import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.message.AddressedMessage;
import org.tropea.protocol.message.AllowedMessages;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.AllowedMessages.Verdict;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.Drop;
import org.tropea.protocol.message.Extended2;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.Truncated;

/**
 * What the hops of a circuit say to its origin: which hop has sealed a cell, whether its message
 * may come now, and who has it (tor-spec 5.5, 6). Confined to the circuit's loop.
 */
final class HopMessages {
  private final OriginCircuit circuit;
  private final Hops hops;
  private final Riders riders;
  private final CircuitTally tally;
  private CircuitListener listener = CircuitListener.NONE;

  HopMessages(OriginCircuit circuit, Hops hops, Riders riders, CircuitTally tally) {
    this.circuit = circuit;
    this.hops = hops;
    this.riders = riders;
    this.tally = tally;
  }

  /** Tells {@code newListener} instead of the last one. */
  void listen(CircuitListener newListener) {
    listener = newListener;
  }

  /**
   * A cell came.
   *
   * @throws CircuitException when the circuit must die of it
   */
  void onCell(Relay relay) throws CircuitException {
    tally.cellCame();
    if (relay.early()) {
      // A relay could mark our traffic with these for one further in (tor-spec 5.6).
      throw new CircuitException(DestroyReason.PROTOCOL, "an inbound RELAY_EARLY cell");
    }
    for (int i = 0; i < hops.size(); i++) {
      Hop hop = hops.get(i);
      byte[] tag = hop.layer().decrypt(relay.command(), relay.body());
      if (tag != null) {
        onOpened(i, tag, relay.body());
        return;
      }
    }
    throw new CircuitException(DestroyReason.PROTOCOL, "a relay cell that no hop has sealed");
  }

  private void onOpened(int from, byte[] tag, byte[] body) throws CircuitException {
    RelayCellFormat format = hops.get(from).format();
    AddressedMessage addressed;
    try {
      addressed = format.unpack(body);
    } catch (DecodeException e) {
      CircuitRider rider = riders.of(from);
      if (isConnected(format, body) && rider != null) {
        rider.onUnreadableConnected(format.streamId(body));
        return;
      }
      if (rider != null
          && rider.isServing()
          && format.fits(body)
          && rider.onUnreadable(
              format.streamId(body), format.command(body), format.contents(body))) {
        return;
      }
      throw new CircuitException(DestroyReason.PROTOCOL, e.getMessage());
    }
    try {
      onMessage(from, tag, addressed);
    } catch (DecodeException e) {
      throw new CircuitException(DestroyReason.PROTOCOL, e.getMessage());
    }
  }

  /** The one message that ends its stream alone when it cannot be read, as at C tor. */
  private static boolean isConnected(RelayCellFormat format, byte[] body) {
    return format.fits(body) && format.command(body) == RelayCommand.CONNECTED;
  }

  private void onMessage(int from, byte[] tag, AddressedMessage addressed)
      throws CircuitException, DecodeException {
    RelayMessage message = addressed.message();
    CircuitRider rider = riders.of(from);
    if (message instanceof Data data) {
      received(from, tag, data);
    }
    if (rider != null && rider.takesInTurn(addressed.streamId(), message)) {
      return;
    }
    boolean fromLast = hops.isLast(from);
    Addressee to = riders.addressee(from, addressed.streamId());
    Verdict verdict =
        rider != null && rider.isServing() && to != Addressee.CIRCUIT
            ? AllowedMessages.atRelay(message.command(), to, false)
            : AllowedMessages.atOrigin(message.command(), to, fromLast);
    if (verdict == Verdict.TAKE) {
      take(from, to, addressed);
    } else if (verdict == Verdict.CLOSE
        && (to != Addressee.CIRCUIT || !listener.onMessage(from, message))) {
      throw new CircuitException(
          DestroyReason.PROTOCOL,
          "a "
              + RelayCommand.name(message.command())
              + " message that may not come "
              + (fromLast ? "here" : "from that hop"));
    }
  }

  /** Acts on a message that may be there. */
  private void take(int from, Addressee to, AddressedMessage addressed)
      throws CircuitException, DecodeException {
    CircuitRider rider = riders.of(from);
    if (addressed.message() instanceof Drop) {
      tally.dropCame();
    } else if (to == Addressee.CIRCUIT) {
      onCircuitMessage(from, addressed.message());
    } else if (rider != null) {
      rider.onMessage(addressed.streamId(), addressed.message());
    }
  }

  /** Counts data, whatever becomes of it. */
  private void received(int from, byte[] tag, Data data) throws CircuitException {
    tally.dataCame(data.length());
    Sendme due = hops.get(from).flow().receivedData(tag);
    if (due != null) {
      circuit.send(from, 0, due);
    }
  }

  private void onCircuitMessage(int from, RelayMessage message) throws CircuitException {
    if (message instanceof Sendme sendme) {
      hops.get(from).flow().acknowledged(sendme, circuit);
      riders.onRoom(from);
    } else if (message instanceof Extended2 extended) {
      circuit.grown(extended, extended.reply());
    } else if (message instanceof Truncated truncated) {
      circuit.truncated(truncated);
    }
  }
}
