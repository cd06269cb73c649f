package org.tropea.protocol.flow;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.message.Sendme;

/**
 * How much one end of a circuit may send to the other, and what it has to say of what arrived
 * (tor-spec 7.3). Confined to the loop of its circuit.
 */
public sealed interface CircuitFlow permits FixedWindows, CongestionControl {
  /** Flow control by windows of a fixed size; {@code versions} says which SENDMEs are for now. */
  static CircuitFlow fixedWindows(Supplier<SendmeVersions> versions) {
    return new FixedWindows(versions);
  }

  /** Congestion control; {@code versions} says which SENDMEs are for now. */
  static CircuitFlow congestionControl(
      CongestionParameters parameters, Supplier<SendmeVersions> versions) {
    return new CongestionControl(parameters, versions);
  }

  /** Whether another DATA cell may be sent. */
  boolean canSendData();

  /** Counts a DATA cell sent, whose tag is {@code tag}. */
  void sentData(byte[] tag, ChannelSignals channel);

  /**
   * Takes a SENDME of the circuit.
   *
   * @throws CircuitException when it does not answer a cell that was sent, or has a version that is
   *     not taken
   */
  void acknowledged(Sendme sendme, ChannelSignals channel) throws CircuitException;

  /**
   * Counts a DATA cell received, whose tag is {@code tag}; the SENDME that is due, if one is.
   *
   * @throws CircuitException when the other end had no right to send it
   */
  @Nullable Sendme receivedData(byte[] tag) throws CircuitException;

  /** The flow of one more stream of the circuit, which {@code channel} tells the time. */
  StreamFlow newStream(ChannelSignals channel);
}
