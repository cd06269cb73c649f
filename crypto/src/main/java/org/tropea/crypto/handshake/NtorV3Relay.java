package org.tropea.crypto.handshake;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.X25519Agreement;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PublicKey;

/**
 * ntor v3 at the relay (proposal 332), in two steps: what the client asks for is read before it is
 * answered. Immutable, for any thread.
 */
public final class NtorV3Relay {
  private final Curve25519 curve;
  private final Ed25519Identity identity;
  private final OnionKeys onionKeys;
  private final SecureRandom random;

  /** Answers as {@code identity} for each of {@code onionKeys}: the current one, the last ones. */
  public NtorV3Relay(
      Curve25519 curve,
      Ed25519Identity identity,
      List<X25519KeyPair> onionKeys,
      SecureRandom random) {
    this.curve = curve;
    this.identity = identity;
    this.onionKeys = new OnionKeys(curve, onionKeys, random);
    this.random = random;
  }

  /** A request that proved to be for this relay, and waits for its answer. For one thread. */
  public final class Request {
    private final NtorV3.Asked asked;
    private final byte[] onion;
    private final byte[] mac;
    private final byte[] extensions;
    private final NtorV3.MessageCipher cipher;

    private Request(
        NtorV3.Asked asked,
        byte[] onion,
        byte[] mac,
        byte[] extensions,
        NtorV3.MessageCipher cipher) {
      this.asked = asked;
      this.onion = onion;
      this.mac = mac;
      this.extensions = extensions;
      this.cipher = cipher;
    }

    /** What the client asks for beyond keys. */
    public byte[] extensions() {
      return extensions.clone();
    }

    /**
     * The reply, with {@code ours} said to the client's extensions: Y | AUTH | MSG, 64 bytes and
     * those of {@code ours}.
     *
     * @throws DecodeException if the client's key is a point of low order
     */
    public RelayAnswer answer(byte[] ours) throws DecodeException {
      return answer(ours, curve.generate(random));
    }

    /** Answers with this {@code ephemeral} key, and destroys it. */
    RelayAnswer answer(byte[] ours, X25519Agreement ephemeral) throws DecodeException {
      X25519PublicKey relayKey = ephemeral.publicKey();
      byte[] shared = ephemeral.agree(asked.clientKey());
      ephemeral.destroy();
      boolean lowOrder = NtorV3.isZero(shared);
      NtorV3.Agreed agreed = NtorV3.Agreed.of(shared, onion, asked, relayKey);
      NtorV3.wipe(shared);
      NtorV3.wipe(onion);
      byte[] message = cipher.crypt(agreed.encryption(), ours);
      byte[] auth = agreed.auth(asked, relayKey, mac, message);
      agreed.destroy();
      if (lowOrder) {
        agreed.keys().destroy();
        throw new DecodeException("an ntor v3 key is a point of low order");
      }
      byte[] reply =
          new ByteWriter(NtorV3.LEAST_REPLY_LENGTH + message.length)
              .bytes(relayKey.value())
              .bytes(auth)
              .bytes(message)
              .toByteArray();
      return new RelayAnswer(reply, agreed.keys());
    }
  }

  /**
   * Reads ID | B | X | MSG | MAC: 128 bytes and those of the client's extensions.
   *
   * @throws DecodeException if the request is not one this relay can answer: the circuit dies of it
   */
  public Request open(byte[] request) throws DecodeException {
    return open(request, NtorV3.CIRCUIT_EXTEND);
  }

  /** The same, where both sides must mean {@code verification}. */
  Request open(byte[] request, String verification) throws DecodeException {
    if (request.length < NtorV3.LEAST_REQUEST_LENGTH) {
      throw new DecodeException("an ntor v3 request has 128 bytes at least");
    }
    ByteReader reader = new ByteReader(request);
    Ed25519Identity wanted = Ed25519Identity.read(reader);
    X25519Agreement onionKey = onionKeys.find(X25519PublicKey.read(reader));
    X25519PublicKey clientKey = X25519PublicKey.read(reader);
    byte[] encrypted = reader.array(reader.remaining() - NtorV3.MAC_LENGTH);
    byte[] mac = reader.array(NtorV3.MAC_LENGTH);
    NtorV3.Asked asked = new NtorV3.Asked(identity, onionKey.publicKey(), clientKey, verification);
    // The same work is done for a key we do not have, so that time does not tell which we have.
    byte[] onion = onionKey.agree(clientKey);
    NtorV3.RequestKeys keys = NtorV3.RequestKeys.of(onion, asked);
    boolean proven = MessageDigest.isEqual(keys.seal(encrypted, asked), mac);
    NtorV3.MessageCipher cipher = new NtorV3.MessageCipher();
    byte[] extensions = cipher.crypt(keys.encryption(), encrypted);
    keys.destroy();
    boolean ours = identity.equals(wanted);
    if (!ours || !proven || !onionKeys.isKnown(onionKey) || NtorV3.isZero(onion)) {
      NtorV3.wipe(onion);
      throw new DecodeException(
          ours
              ? "an ntor v3 request was not made with an onion key of this relay"
              : "an ntor v3 request is for another relay");
    }
    return new Request(asked, onion, mac, extensions, cipher);
  }
}
