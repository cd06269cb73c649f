package org.tropea.protocol.flow;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.message.Sendme;

/**
 * The windows between the two ends of one circuit, and the proof that its SENDMEs answer cells that
 * truly arrived (tor-spec 7.3, FlowCtrl=1).
 *
 * <p>Remembers the tag of each cell that a SENDME will have to name, at most ten of them. Confined
 * to the loop of its circuit.
 */
public final class CircuitFlow {
  private final SendWindow sendWindow = SendWindow.ofCircuit();
  private final ReceiveWindow receiveWindow = ReceiveWindow.ofCircuit();
  private final Queue<byte[]> awaitedTags = new ArrayDeque<>(1);

  /** Whether another DATA cell may be sent. */
  public boolean canSendData() {
    return sendWindow.isOpen();
  }

  /** Counts a DATA cell sent, whose tag is {@code tag}. */
  public void sentData(byte[] tag) {
    if (sendWindow.sent()) {
      awaitedTags.add(tag);
    }
  }

  /** Takes a SENDME of the circuit: it must name the cell it acknowledges. */
  public void acknowledged(Sendme sendme) throws CircuitException {
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
  public @Nullable Sendme receivedData(byte[] tag) throws CircuitException {
    if (!receiveWindow.received()) {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "more DATA than the circuit's window allows");
    }
    return receiveWindow.consumed() ? Sendme.ofCircuit(tag) : null;
  }
}
