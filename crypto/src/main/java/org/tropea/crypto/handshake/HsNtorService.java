package org.tropea.crypto.handshake;

import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.crypto.key.X25519PublicKey;

/** hs-ntor from the onion service (rend-spec 3.3.2 and 4.2). Immutable. */
public final class HsNtorService {
  private final Curve25519 curve;
  private final X25519KeyPair encryption;
  private final HsNtor shared;

  /**
   * For an introduction that came by an introduction point with these keys.
   *
   * @param clientKey of the client, as the introduction names it
   */
  public HsNtorService(
      Curve25519 curve,
      Ed25519Identity authenticationKey,
      X25519KeyPair encryption,
      X25519PublicKey clientKey) {
    this.curve = curve;
    this.encryption = encryption;
    this.shared = new HsNtor(authenticationKey, encryption.publicKey(), clientKey);
  }

  /**
   * What opens the introduction.
   *
   * @param subcredential of the service, 32 bytes
   * @throws DecodeException when the client's key is a point of low order
   */
  public IntroductionKeys introductionKeys(byte[] subcredential) throws DecodeException {
    return shared.introduction(
        curve.agree(encryption.privateKey(), shared.clientKey()), subcredential);
  }

  /**
   * Answers with {@code ephemeral}, used for nothing else, which is destroyed: Y | AUTH, 64 bytes.
   *
   * @throws DecodeException when the client's key is a point of low order
   */
  public Answer answer(X25519PrivateKey ephemeral) throws DecodeException {
    X25519PublicKey serviceKey = curve.publicKey(ephemeral);
    try {
      HsNtor.Joined joined =
          shared.rendezvous(
              curve.agree(ephemeral, shared.clientKey()),
              curve.agree(encryption.privateKey(), shared.clientKey()),
              serviceKey);
      byte[] reply =
          new ByteWriter(HsNtor.REPLY_LENGTH)
              .bytes(serviceKey.value())
              .bytes(joined.auth())
              .toByteArray();
      return new Answer(reply, joined.keys());
    } finally {
      ephemeral.destroy();
    }
  }

  /** What the client is sent, 64 bytes, and what both have then. */
  public record Answer(byte[] reply, KeyStream keys) {}
}
