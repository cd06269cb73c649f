package org.tropea.relay.circuit;

import java.util.Arrays;
import java.util.function.Supplier;
import org.tropea.crypto.handshake.KeyStream;
import org.tropea.crypto.onion.CgoRelayLayer;
import org.tropea.crypto.onion.RelayLayer;
import org.tropea.crypto.onion.Tor1RelayLayer;
import org.tropea.protocol.flow.CircuitFlow;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.flow.PathKind;
import org.tropea.protocol.message.EstablishIntro;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayCellFormat0;
import org.tropea.protocol.message.RelayCellFormat1;

/**
 * What the handshake of a circuit agreed on with its client: how messages lie in cells, the layer
 * that seals them, and how much may be sent.
 *
 * @param introductionSecret what both ends have besides, for ESTABLISH_INTRO (KH): 20 bytes
 */
record Agreement(
    RelayCellFormat format, RelayLayer layer, CircuitFlow flow, byte[] introductionSecret) {
  /**
   * What {@code answered} agrees to. Its keys are wiped.
   *
   * @param rules how much may be sent, as the network says it now
   * @param scratch for its ciphers
   */
  static Agreement of(Answered answered, Supplier<FlowRules> rules, byte[] scratch) {
    FlowRules then = answered.rules();
    // Wherever in a path a relay is, it takes the path for one to an exit, as C tor's do.
    CircuitFlow flow =
        answered.granted().congestionControl()
            ? then.congestionControl(PathKind.EXIT, then.increment(), rules)
            : FlowRules.fixedWindows(rules);
    KeyStream stream = answered.answer().keys();
    try {
      if (answered.granted().counterGaloisOnion()) {
        byte[] keys = stream.take(CgoRelayLayer.KEYS_LENGTH);
        RelayLayer layer = new CgoRelayLayer(keys, scratch);
        Arrays.fill(keys, (byte) 0);
        return new Agreement(RelayCellFormat1.INSTANCE, layer, flow, secret(answered, stream));
      }
      byte[] keys = stream.take(Tor1RelayLayer.KEYS_LENGTH);
      RelayLayer layer = new Tor1RelayLayer(keys, scratch);
      Arrays.fill(keys, (byte) 0);
      return new Agreement(RelayCellFormat0.INSTANCE, layer, flow, secret(answered, stream));
    } finally {
      stream.destroy();
    }
  }

  /** What follows the keys; of CREATE_FAST the second half of the reply, as at C tor. */
  private static byte[] secret(Answered answered, KeyStream behindKeys) {
    if (answered.fast()) {
      byte[] reply = answered.answer().reply();
      return Arrays.copyOfRange(reply, reply.length - EstablishIntro.SECRET_LENGTH, reply.length);
    }
    return behindKeys.take(EstablishIntro.SECRET_LENGTH);
  }
}
