package org.tropea.protocol.flow;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.message.Sendme;

/**
 * Fixed windows of 1000 cells for a circuit and 500 for each of its streams, and the proof that the
 * circuit's SENDMEs answer cells that truly arrived (tor-spec 7.3 and 7.4, FlowCtrl=1), unless the
 * network still takes those that prove nothing.
 *
 * <p>Remembers the tag of each cell that a SENDME will have to name, at most ten of them. Neither
 * time nor channel matters to it.
 */
final class FixedWindows implements CircuitFlow {
  private final Supplier<SendmeVersions> versions;
  private final SendWindow sendWindow = SendWindow.ofCircuit();
  private final ReceiveWindow receiveWindow = ReceiveWindow.ofCircuit();
  private final Queue<byte[]> awaitedTags = new ArrayDeque<>(1);

  FixedWindows(Supplier<SendmeVersions> versions) {
    this.versions = versions;
  }

  @Override
  public boolean canSendData() {
    return sendWindow.isOpen();
  }

  @Override
  public void sentData(byte[] tag, ChannelSignals channel) {
    if (sendWindow.sent()) {
      awaitedTags.add(tag);
    }
  }

  @Override
  public void acknowledged(Sendme sendme, ChannelSignals channel) throws CircuitException {
    if (sendme.version() < versions.get().accept()) {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "a circuit SENDME of a version that the network does not take");
    }
    byte[] awaited = awaitedTags.poll();
    if (awaited == null || !sendWindow.acknowledged()) {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "a circuit SENDME for cells that were never sent");
    }
    if (sendme.version() == 1 && !MessageDigest.isEqual(awaited, sendme.tag().toByteArray())) {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "a circuit SENDME that does not name the cell it acknowledges");
    }
  }

  @Override
  public @Nullable Sendme receivedData(byte[] tag) throws CircuitException {
    if (!receiveWindow.received()) {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "more DATA than the circuit's window allows");
    }
    if (!receiveWindow.consumed()) {
      return null;
    }
    return versions.get().emit() == 1 ? Sendme.ofCircuit(tag) : Sendme.unauthenticated();
  }

  @Override
  public StreamFlow newStream() {
    return new FixedStreamWindows();
  }
}
