package org.tropea.crypto.handshake;

import java.security.MessageDigest;
import java.security.SecureRandom;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.crypto.key.X25519PublicKey;

/** ntor from the client (tor-spec 5.1.4). For one thread. */
public final class NtorClient implements ClientHandshake {
  private final Curve25519 curve;
  private final RsaIdentity relay;
  private final X25519PublicKey onionKey;
  private final X25519PrivateKey ephemeral;
  private final X25519PublicKey ephemeralPublic;
  private boolean finished;

  /** With this {@code ephemeral} key, used for nothing else, which {@link #finish} destroys. */
  public NtorClient(
      Curve25519 curve, RsaIdentity relay, X25519PublicKey onionKey, X25519PrivateKey ephemeral) {
    this.curve = curve;
    this.relay = relay;
    this.onionKey = onionKey;
    this.ephemeral = ephemeral;
    this.ephemeralPublic = curve.publicKey(ephemeral);
  }

  /** A handshake with {@code relay} by its {@code onionKey}, with a fresh key. */
  public static NtorClient create(
      Curve25519 curve, RsaIdentity relay, X25519PublicKey onionKey, SecureRandom random) {
    return new NtorClient(curve, relay, onionKey, X25519PrivateKey.generate(random));
  }

  /** ID | B | X: 84 bytes. */
  @Override
  public byte[] request() {
    return new ByteWriter(Ntor.REQUEST_LENGTH)
        .bytes(relay.value())
        .bytes(onionKey.value())
        .bytes(ephemeralPublic.value())
        .toByteArray();
  }

  /** Reads Y | AUTH: 64 bytes. */
  @Override
  public HandshakeResult finish(byte[] reply) throws DecodeException {
    if (finished) {
      throw new IllegalStateException("a handshake finishes once");
    }
    finished = true;
    try {
      if (reply.length != Ntor.REPLY_LENGTH) {
        throw new DecodeException("an ntor reply has 64 bytes");
      }
      ByteReader reader = new ByteReader(reply);
      X25519PublicKey relayKey = X25519PublicKey.read(reader);
      Ntor result =
          Ntor.derive(
              curve.agree(ephemeral, relayKey),
              curve.agree(ephemeral, onionKey),
              new Ntor.Transcript(relay, onionKey, ephemeralPublic, relayKey));
      boolean proven = MessageDigest.isEqual(result.auth(), reader.array(Ntor.AUTH_LENGTH));
      if (!proven || result.lowOrder()) {
        result.keys().destroy();
        throw new DecodeException(
            proven ? "an ntor key is a point of low order" : "AUTH of an ntor reply is wrong");
      }
      return HandshakeResult.withoutExtensions(result.keys());
    } finally {
      ephemeral.destroy();
    }
  }
}
