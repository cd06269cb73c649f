package org.tropea.protocol.circuit;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.onion.ClientLayer;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.flow.ReceiveWindow;
import org.tropea.protocol.flow.SendWindow;
import org.tropea.protocol.message.Sendme;

/**
 * One relay of a circuit: the layer we share with it and the windows between us (tor-spec 7.3).
 *
 * <p>Remembers the tag of each cell that a SENDME of this hop has to name, at most ten of them.
 */
final class Hop {
  private final ClientLayer layer;
  private final SendWindow sendWindow = SendWindow.ofCircuit();
  private final ReceiveWindow receiveWindow = ReceiveWindow.ofCircuit();
  private final Queue<byte[]> awaitedTags = new ArrayDeque<>();

  Hop(ClientLayer layer) {
    this.layer = layer;
  }

  ClientLayer layer() {
    return layer;
  }

  boolean canSendData() {
    return sendWindow.isOpen();
  }

  /** Counts a DATA cell sent, whose tag is {@code tag}. */
  void sentData(byte[] tag) {
    if (sendWindow.sent()) {
      awaitedTags.add(tag);
    }
  }

  /** Takes a circuit-level SENDME: it must name the cell it acknowledges (FlowCtrl=1). */
  void acknowledged(Sendme sendme) throws CircuitException {
    byte[] awaited = awaitedTags.poll();
    if (awaited == null || !sendWindow.acknowledged()) {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "a circuit SENDME for cells that were never sent");
    }
    if (sendme.version() != 1 || !MessageDigest.isEqual(awaited, sendme.tag().toByteArray())) {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "a circuit SENDME that does not name the cell it acknowledges");
    }
  }

  /** Counts a DATA cell received, whose tag is {@code tag}; the SENDME that is due, if one is. */
  @Nullable Sendme receivedData(byte[] tag) throws CircuitException {
    if (!receiveWindow.received()) {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "more DATA than the circuit's window allows");
    }
    return receiveWindow.consumed() ? Sendme.ofCircuit(tag) : null;
  }
}
