package org.tropea.relay.circuit;

import java.util.Arrays;
import java.util.function.Supplier;
import org.tropea.crypto.handshake.KeyStream;
import org.tropea.crypto.handshake.RelayAnswer;
import org.tropea.crypto.onion.RelayLayer;
import org.tropea.crypto.onion.Tor1RelayLayer;
import org.tropea.protocol.flow.CircuitFlow;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayCellFormat0;

/**
 * What the handshake of a circuit agreed on with its client: how messages lie in cells, the layer
 * that seals them, and how much may be sent.
 */
record Agreement(RelayCellFormat format, RelayLayer layer, CircuitFlow flow) {
  /**
   * What {@code answer} agrees to. Its keys are wiped.
   *
   * @param rules how much may be sent, as the network says it now
   * @param scratch for its ciphers
   */
  static Agreement of(RelayAnswer answer, Supplier<FlowRules> rules, byte[] scratch) {
    KeyStream stream = answer.keys();
    byte[] keys = stream.take(Tor1RelayLayer.KEYS_LENGTH);
    Agreement agreement =
        new Agreement(
            RelayCellFormat0.INSTANCE,
            new Tor1RelayLayer(keys, scratch),
            FlowRules.fixedWindows(rules));
    Arrays.fill(keys, (byte) 0);
    stream.destroy();
    return agreement;
  }
}
