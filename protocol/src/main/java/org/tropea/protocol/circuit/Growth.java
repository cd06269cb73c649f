package org.tropea.protocol.circuit;

import com.google.crypto.tink.util.Bytes;
import io.netty.util.concurrent.Promise;
import java.util.function.Supplier;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.HandshakeResult;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.flow.FlowRules;

/**
 * A handshake under way with the next hop, and the cell or message that answers it.
 *
 * @param done what the one who asked for the hop waits for
 */
record Growth(HopHandshake handshake, Class<?> answer, Promise<OriginCircuit> done) {
  /**
   * The hop, by the reply in {@code message}.
   *
   * @param number of the hop, from 1 on
   * @param scratch for its ciphers
   * @throws CircuitException when that answers something else, or proves nothing
   */
  Hop finish(Object message, Bytes reply, int number, Supplier<FlowRules> rules, byte[] scratch)
      throws CircuitException {
    if (!answer.isInstance(message)) {
      throw unasked();
    }
    try {
      HandshakeResult result = handshake.exchange().finish(reply.toByteArray());
      return Hop.agreed(handshake, result, number, rules, scratch);
    } catch (DecodeException e) {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "a relay failed the handshake: " + e.getMessage());
    }
  }

  static CircuitException unasked() {
    return new CircuitException(DestroyReason.PROTOCOL, "an answer to no handshake");
  }
}
