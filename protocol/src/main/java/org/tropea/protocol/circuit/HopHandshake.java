package org.tropea.protocol.circuit;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.ClientHandshake;
import org.tropea.crypto.handshake.HandshakeResult;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.crypto.handshake.NtorClient;
import org.tropea.crypto.handshake.NtorV3Client;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.HopRequest;
import org.tropea.protocol.message.HopResponse;

/**
 * How a hop is asked to be one, and for what. For one thread; used once.
 *
 * @param type of the handshake, as CREATE2 and EXTEND2 have it
 * @param asked what the relay is asked beyond keys; nothing where the handshake cannot say it
 */
public record HopHandshake(int type, ClientHandshake exchange, HopRequest asked) {
  /** A handshake that agrees on nothing but keys. */
  public static HopHandshake plain(int type, ClientHandshake exchange) {
    return new HopHandshake(type, exchange, HopRequest.NOTHING);
  }

  /**
   * With {@code relay} by its {@code onionKey}: ntor v3 that asks for {@code asked}, or ntor where
   * that is null or the relay has no Ed25519 identity.
   */
  public static HopHandshake with(
      Curve25519 curve,
      RelayTarget relay,
      X25519PublicKey onionKey,
      @Nullable HopRequest asked,
      SecureRandom random) {
    Ed25519Identity identity = relay.ed25519Identity();
    return asked == null || identity == null
        ? plain(HandshakeType.NTOR, NtorClient.create(curve, relay.rsaIdentity(), onionKey, random))
        : new HopHandshake(
            HandshakeType.NTOR_V3,
            NtorV3Client.create(curve, identity, onionKey, asked.write(), random),
            asked);
  }

  /** What the relay grants. */
  HopResponse response(HandshakeResult result) throws DecodeException {
    return type == HandshakeType.NTOR_V3
        ? HopResponse.read(result.extensions(), asked)
        : HopResponse.NOTHING;
  }
}
