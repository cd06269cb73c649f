package org.tropea.protocol.flow;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.message.Sendme;

/**
 * Fixed windows of 1000 cells for a circuit and 500 for each of its streams (tor-spec 7.3 and 7.4,
 * FlowCtrl=1).
 *
 * <p>Remembers at most ten cells that SENDMEs will have to name. Neither time nor channel matters
 * to it.
 */
final class FixedWindows implements CircuitFlow {
  private final AwaitedSendmes awaited;
  private final SendWindow sendWindow = SendWindow.ofCircuit();
  private final ReceiveWindow receiveWindow = ReceiveWindow.ofCircuit();

  FixedWindows(Supplier<SendmeVersions> versions) {
    this.awaited = new AwaitedSendmes(versions);
  }

  @Override
  public boolean canSendData() {
    return sendWindow.isOpen();
  }

  @Override
  public void sentData(byte[] tag, ChannelSignals channel) {
    if (sendWindow.sent()) {
      awaited.add(tag, 0);
    }
  }

  @Override
  public void acknowledged(Sendme sendme, ChannelSignals channel) throws CircuitException {
    awaited.take(sendme);
    if (!sendWindow.acknowledged()) {
      throw new IllegalStateException("a SENDME was awaited for cells that were never sent");
    }
  }

  @Override
  public @Nullable Sendme receivedData(byte[] tag) throws CircuitException {
    if (!receiveWindow.received()) {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "more DATA than the circuit's window allows");
    }
    return receiveWindow.consumed() ? awaited.answer(tag) : null;
  }

  @Override
  public StreamFlow newStream(ChannelSignals channel) {
    return new FixedStreamWindows();
  }
}
