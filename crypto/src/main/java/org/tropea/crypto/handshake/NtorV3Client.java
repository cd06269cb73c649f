package org.tropea.crypto.handshake;

import java.security.MessageDigest;
import java.security.SecureRandom;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.crypto.key.X25519PublicKey;

/**
 * ntor v3 from the client (proposal 332): ntor with a message each way, of which the client's is
 * not forward secret. For one thread.
 */
public final class NtorV3Client implements ClientHandshake {
  private final Curve25519 curve;
  private final X25519PrivateKey ephemeral;
  private final NtorV3.Asked asked;
  private final byte[] onion;
  private final byte[] encrypted;
  private final byte[] mac;
  private boolean finished;

  /** With this {@code ephemeral} key, used for nothing else, which {@link #finish} destroys. */
  NtorV3Client(
      Curve25519 curve, NtorV3.Asked asked, X25519PrivateKey ephemeral, byte[] extensions) {
    this.curve = curve;
    this.asked = asked;
    this.ephemeral = ephemeral;
    this.onion = curve.agree(ephemeral, asked.onionKey());
    NtorV3.RequestKeys keys = NtorV3.RequestKeys.of(onion, asked);
    this.encrypted = new NtorV3.MessageCipher().crypt(keys.encryption(), extensions);
    this.mac = keys.seal(encrypted, asked);
    keys.destroy();
  }

  /**
   * A handshake with {@code relay} by its {@code onionKey}, with a fresh key.
   *
   * @param extensions what is asked of the relay beyond keys: at most 358 bytes fit in EXTEND2 with
   *     the usual link specifiers
   */
  public static NtorV3Client create(
      Curve25519 curve,
      Ed25519Identity relay,
      X25519PublicKey onionKey,
      byte[] extensions,
      SecureRandom random) {
    X25519PrivateKey ephemeral = X25519PrivateKey.generate(random);
    X25519PublicKey clientKey = curve.publicKey(ephemeral);
    return new NtorV3Client(
        curve,
        new NtorV3.Asked(relay, onionKey, clientKey, NtorV3.CIRCUIT_EXTEND),
        ephemeral,
        extensions);
  }

  /** ID | B | X | MSG | MAC: 128 bytes and those of the extensions. */
  @Override
  public byte[] request() {
    return new ByteWriter(NtorV3.LEAST_REQUEST_LENGTH + encrypted.length)
        .bytes(asked.relay().value())
        .bytes(asked.onionKey().value())
        .bytes(asked.clientKey().value())
        .bytes(encrypted)
        .bytes(mac)
        .toByteArray();
  }

  /** Reads Y | AUTH | MSG: 64 bytes and those of the relay's extensions. */
  @Override
  public HandshakeResult finish(byte[] reply) throws DecodeException {
    if (finished) {
      throw new IllegalStateException("a handshake finishes once");
    }
    finished = true;
    try {
      if (reply.length < NtorV3.LEAST_REPLY_LENGTH) {
        throw new DecodeException("an ntor v3 reply has 64 bytes at least");
      }
      ByteReader reader = new ByteReader(reply);
      X25519PublicKey relayKey = X25519PublicKey.read(reader);
      return finish(relayKey, reader.array(NtorV3.MAC_LENGTH), reader.rest());
    } finally {
      ephemeral.destroy();
      NtorV3.wipe(onion);
    }
  }

  private HandshakeResult finish(X25519PublicKey relayKey, byte[] auth, byte[] message)
      throws DecodeException {
    byte[] shared = curve.agree(ephemeral, relayKey);
    // Both are looked at, and all is computed, before anything is decided.
    boolean lowOrder = NtorV3.isZero(shared) || NtorV3.isZero(onion);
    NtorV3.Agreed agreed = NtorV3.Agreed.of(shared, onion, asked, relayKey);
    NtorV3.wipe(shared);
    boolean proven = MessageDigest.isEqual(agreed.auth(asked, relayKey, mac, message), auth);
    byte[] extensions = new NtorV3.MessageCipher().crypt(agreed.encryption(), message);
    agreed.destroy();
    if (!proven || lowOrder) {
      agreed.keys().destroy();
      throw new DecodeException(
          proven ? "an ntor v3 key is a point of low order" : "AUTH of an ntor v3 reply is wrong");
    }
    return new HandshakeResult(agreed.keys(), extensions);
  }
}
