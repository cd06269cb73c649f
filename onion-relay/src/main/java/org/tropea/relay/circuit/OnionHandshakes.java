package org.tropea.relay.circuit;

import java.security.SecureRandom;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.crypto.handshake.NtorRelay;
import org.tropea.crypto.handshake.NtorV3Relay;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.message.HopRequest;
import org.tropea.protocol.message.HopResponse;

/** The handshakes of CREATE2, by the onion keys of a time. Immutable, for any thread. */
public final class OnionHandshakes {
  private final List<X25519KeyPair> onionKeys;
  private final NtorRelay ntor;
  private final NtorV3Relay ntorV3;

  /** As the relay of these identities, for each of {@code onionKeys}. */
  public OnionHandshakes(
      Curve25519 curve, Identities self, List<X25519KeyPair> onionKeys, SecureRandom random) {
    this.onionKeys = List.copyOf(onionKeys);
    this.ntor = new NtorRelay(curve, self.rsa(), onionKeys, random);
    this.ntorV3 = new NtorV3Relay(curve, self.ed25519(), onionKeys, random);
  }

  /** Whether these are by the keys of now. */
  public boolean areOf(List<X25519KeyPair> now) {
    return onionKeys.equals(now);
  }

  static boolean speaks(int type) {
    return type == HandshakeType.NTOR || type == HandshakeType.NTOR_V3;
  }

  /**
   * Answers a request of this type, one of those it speaks, and grants what it asks for and the
   * network allows.
   *
   * @throws DecodeException when it cannot be answered: the circuit dies of it
   */
  Answered answer(int type, byte[] request, FlowRules rules) throws DecodeException {
    if (type == HandshakeType.NTOR) {
      return Answered.plain(ntor.answer(request));
    }
    NtorV3Relay.Request opened = ntorV3.open(request);
    HopRequest asked = HopRequest.read(opened.extensions());
    boolean controlled = asked.congestionControl() && rules.congestionControl();
    if (asked.counterGaloisOnion() && !controlled) {
      throw new DecodeException("CGO is asked for where there is no congestion control");
    }
    HopRequest granted = new HopRequest(controlled, asked.counterGaloisOnion());
    HopResponse response = controlled ? new HopResponse(rules.increment()) : HopResponse.NOTHING;
    return new Answered(opened.answer(response.write()), granted, false, rules);
  }
}
