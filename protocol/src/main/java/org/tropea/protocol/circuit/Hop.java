package org.tropea.protocol.circuit;

import java.util.Arrays;
import java.util.function.Supplier;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.HandshakeResult;
import org.tropea.crypto.handshake.KeyStream;
import org.tropea.crypto.onion.CgoClientLayer;
import org.tropea.crypto.onion.ClientLayer;
import org.tropea.crypto.onion.OnionServiceLayer;
import org.tropea.crypto.onion.Tor1ClientLayer;
import org.tropea.protocol.flow.CircuitFlow;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.flow.PathKind;
import org.tropea.protocol.message.EstablishIntro;
import org.tropea.protocol.message.HopResponse;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayCellFormat0;
import org.tropea.protocol.message.RelayCellFormat1;

/**
 * One relay of a circuit, by what its handshake agreed on: how messages lie in cells, the layer
 * that seals them, and how much may be sent.
 *
 * @param introductionSecret what both ends have besides, for ESTABLISH_INTRO (KH): 20 bytes; empty
 *     where the hop is no relay
 */
record Hop(RelayCellFormat format, ClientLayer layer, CircuitFlow flow, byte[] introductionSecret) {
  /**
   * The hop that a handshake has made. Its keys are wiped.
   *
   * @param number of the hop, from 1 on
   * @param rules how much may be sent, as the network says it now
   * @param scratch for its ciphers
   * @throws DecodeException when the relay grants what was not asked, or not what it has to
   */
  static Hop agreed(
      HopHandshake handshake,
      HandshakeResult result,
      int number,
      Supplier<FlowRules> rules,
      byte[] scratch)
      throws DecodeException {
    try {
      CircuitFlow flow = flow(handshake.response(result), number, rules);
      if (handshake.asked().counterGaloisOnion()) {
        byte[] keys = result.keys().take(CgoClientLayer.KEYS_LENGTH);
        ClientLayer layer = new CgoClientLayer(keys, scratch);
        Arrays.fill(keys, (byte) 0);
        return new Hop(
            RelayCellFormat1.INSTANCE,
            layer,
            flow,
            result.keys().take(EstablishIntro.SECRET_LENGTH));
      }
      byte[] keys = result.keys().take(Tor1ClientLayer.KEYS_LENGTH);
      ClientLayer layer = new Tor1ClientLayer(keys, scratch);
      Arrays.fill(keys, (byte) 0);
      return new Hop(
          RelayCellFormat0.INSTANCE, layer, flow, result.keys().take(EstablishIntro.SECRET_LENGTH));
    } finally {
      result.keys().destroy();
    }
  }

  /**
   * An onion service, behind the rendezvous point. Its keys are wiped.
   *
   * @param increment as in its descriptor; 0 for fixed windows
   * @throws DecodeException when that is another number than the network says
   */
  static Hop ofService(KeyStream agreed, int increment, Supplier<FlowRules> rules, byte[] scratch)
      throws DecodeException {
    try {
      CircuitFlow flow =
          increment == 0
              ? FlowRules.fixedWindows(rules)
              : congestionControl(PathKind.ONION, increment, rules);
      byte[] keys = agreed.take(OnionServiceLayer.KEYS_LENGTH);
      ClientLayer layer = OnionServiceLayer.client(keys, scratch);
      Arrays.fill(keys, (byte) 0);
      return new Hop(RelayCellFormat0.INSTANCE, layer, flow, new byte[0]);
    } finally {
      agreed.destroy();
    }
  }

  /**
   * A client of the onion service that this end is, behind the rendezvous point. Its keys are
   * wiped.
   *
   * @param congestionControl whether the client asked for it
   */
  static Hop ofClient(
      KeyStream agreed, boolean congestionControl, Supplier<FlowRules> rules, byte[] scratch) {
    try {
      FlowRules now = rules.get();
      CircuitFlow flow =
          congestionControl
              ? now.congestionControl(PathKind.ONION, now.increment(), rules)
              : FlowRules.fixedWindows(rules);
      byte[] keys = agreed.take(OnionServiceLayer.KEYS_LENGTH);
      ClientLayer layer = OnionServiceLayer.service(keys, scratch);
      Arrays.fill(keys, (byte) 0);
      return new Hop(RelayCellFormat0.INSTANCE, layer, flow, new byte[0]);
    } finally {
      agreed.destroy();
    }
  }

  /** Forgets the secret for ESTABLISH_INTRO. */
  void wipe() {
    Arrays.fill(introductionSecret, (byte) 0);
  }

  private static CircuitFlow flow(HopResponse response, int number, Supplier<FlowRules> rules)
      throws DecodeException {
    if (!response.congestionControl()) {
      return FlowRules.fixedWindows(rules);
    }
    return congestionControl(PathKind.ofHop(number), response.sendmeIncrement(), rules);
  }

  private static CircuitFlow congestionControl(
      PathKind kind, int increment, Supplier<FlowRules> rules) throws DecodeException {
    FlowRules now = rules.get();
    if (!now.takesIncrement(increment)) {
      throw new DecodeException("a relay answers another number of cells than the network says");
    }
    return now.congestionControl(kind, increment, rules);
  }
}
