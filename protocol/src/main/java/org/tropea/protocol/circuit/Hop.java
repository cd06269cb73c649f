package org.tropea.protocol.circuit;

import java.util.Arrays;
import java.util.function.Supplier;
import org.tropea.crypto.handshake.HandshakeResult;
import org.tropea.crypto.handshake.KeyStream;
import org.tropea.crypto.onion.ClientLayer;
import org.tropea.crypto.onion.Tor1ClientLayer;
import org.tropea.protocol.flow.CircuitFlow;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayCellFormat0;

/**
 * One relay of a circuit, by what its handshake agreed on: how messages lie in cells, the layer
 * that seals them, and how much may be sent.
 */
record Hop(RelayCellFormat format, ClientLayer layer, CircuitFlow flow) {
  /**
   * The hop that a handshake has made. Its keys are wiped.
   *
   * @param rules how much may be sent, as the network says it now
   * @param scratch for its ciphers
   */
  static Hop agreed(HandshakeResult result, Supplier<FlowRules> rules, byte[] scratch) {
    KeyStream stream = result.keys();
    byte[] keys = stream.take(Tor1ClientLayer.KEYS_LENGTH);
    Hop hop =
        new Hop(
            RelayCellFormat0.INSTANCE,
            new Tor1ClientLayer(keys, scratch),
            FlowRules.fixedWindows(rules));
    Arrays.fill(keys, (byte) 0);
    stream.destroy();
    return hop;
  }
}
