package org.tropea.crypto.handshake;

import java.security.SecureRandom;
import java.util.List;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.X25519Agreement;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PublicKey;

/** ntor at the relay (tor-spec 5.1.4). Immutable, for any thread. */
public final class NtorRelay implements RelayHandshake {
  private final Curve25519 curve;
  private final RsaIdentity identity;
  private final OnionKeys onionKeys;
  private final SecureRandom random;

  /** Answers as {@code identity} for each of {@code onionKeys}: the current one, the last ones. */
  public NtorRelay(
      Curve25519 curve, RsaIdentity identity, List<X25519KeyPair> onionKeys, SecureRandom random) {
    this.curve = curve;
    this.identity = identity;
    this.onionKeys = new OnionKeys(curve, onionKeys, random);
    this.random = random;
  }

  /** Reads ID | B | X, 84 bytes; replies Y | AUTH, 64 bytes. */
  @Override
  public RelayAnswer answer(byte[] request) throws DecodeException {
    return answer(request, curve.generate(random));
  }

  /** Answers with this {@code ephemeral} key, and destroys it. */
  RelayAnswer answer(byte[] request, X25519Agreement ephemeral) throws DecodeException {
    try {
      if (request.length != Ntor.REQUEST_LENGTH) {
        throw new DecodeException("an ntor request has 84 bytes");
      }
      ByteReader reader = new ByteReader(request);
      if (!identity.equals(RsaIdentity.read(reader))) {
        throw new DecodeException("an ntor request is for another relay");
      }
      X25519Agreement onionKey = onionKeys.find(X25519PublicKey.read(reader));
      X25519PublicKey clientKey = X25519PublicKey.read(reader);
      X25519PublicKey relayKey = ephemeral.publicKey();
      Ntor result =
          Ntor.derive(
              ephemeral.agree(clientKey),
              onionKey.agree(clientKey),
              new Ntor.Transcript(identity, onionKey.publicKey(), clientKey, relayKey));
      // The same work is done for a key we do not have, so that time does not tell which we have.
      if (result.lowOrder() || !onionKeys.isKnown(onionKey)) {
        result.keys().destroy();
        throw new DecodeException(
            onionKeys.isKnown(onionKey)
                ? "an ntor key is a point of low order"
                : "an ntor request is for an onion key we do not have");
      }
      byte[] reply =
          new ByteWriter(Ntor.REPLY_LENGTH)
              .bytes(relayKey.value())
              .bytes(result.auth())
              .toByteArray();
      return new RelayAnswer(reply, result.keys());
    } finally {
      ephemeral.destroy();
    }
  }
}
