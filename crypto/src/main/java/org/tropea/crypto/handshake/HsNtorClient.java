package org.tropea.crypto.handshake;

import java.security.MessageDigest;
import java.security.SecureRandom;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.crypto.key.X25519PublicKey;

/**
 * hs-ntor from the client: first it seals an introduction, then it reads what the service answers
 * (rend-spec 3.3.2 and 4.2). For one thread.
 */
public final class HsNtorClient {
  private final Curve25519 curve;
  private final X25519PrivateKey ephemeral;
  private final HsNtor shared;

  /** With this {@code ephemeral} key, used for nothing else, which {@link #finish} destroys. */
  public HsNtorClient(
      Curve25519 curve,
      Ed25519Identity authenticationKey,
      X25519PublicKey encryptionKey,
      X25519PrivateKey ephemeral) {
    this.curve = curve;
    this.ephemeral = ephemeral;
    this.shared = new HsNtor(authenticationKey, encryptionKey, curve.publicKey(ephemeral));
  }

  /** With a fresh key, for a service with these keys at its introduction point. */
  public static HsNtorClient create(
      Curve25519 curve,
      Ed25519Identity authenticationKey,
      X25519PublicKey encryptionKey,
      SecureRandom random) {
    return new HsNtorClient(
        curve, authenticationKey, encryptionKey, X25519PrivateKey.generate(random));
  }

  /** The client's own key, for the service. */
  public X25519PublicKey clientKey() {
    return shared.clientKey();
  }

  /**
   * What seals the introduction.
   *
   * @param subcredential of the service, 32 bytes
   * @throws DecodeException when the service's key is a point of low order
   */
  public IntroductionKeys introductionKeys(byte[] subcredential) throws DecodeException {
    return shared.introduction(curve.agree(ephemeral, shared.encryptionKey()), subcredential);
  }

  /**
   * Reads Y | AUTH, 64 bytes, behind which more may stand.
   *
   * @throws DecodeException when the service does not prove that it is the one introduced to
   */
  public KeyStream finish(byte[] reply) throws DecodeException {
    try {
      if (reply.length < HsNtor.REPLY_LENGTH) {
        throw new DecodeException("an hs-ntor reply has 64 bytes");
      }
      ByteReader reader = new ByteReader(reply);
      X25519PublicKey serviceKey = X25519PublicKey.read(reader);
      HsNtor.Joined joined =
          shared.rendezvous(
              curve.agree(ephemeral, serviceKey),
              curve.agree(ephemeral, shared.encryptionKey()),
              serviceKey);
      if (!MessageDigest.isEqual(joined.auth(), reader.array(HsNtor.AUTH_LENGTH))) {
        joined.keys().destroy();
        throw new DecodeException("AUTH of an hs-ntor reply is wrong");
      }
      return joined.keys();
    } finally {
      ephemeral.destroy();
    }
  }
}
