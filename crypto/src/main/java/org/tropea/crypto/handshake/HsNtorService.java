package org.tropea.crypto.handshake;

import java.util.Arrays;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.crypto.key.X25519PublicKey;

/**
 * hs-ntor from the onion service (rend-spec 3.3.2 and 4.2). Keeps what both keys of the
 * introduction give, and not the service's key, which may be wiped before it is answered. Confined
 * to one thread at a time.
 */
public final class HsNtorService {
  private final Curve25519 curve;
  private final HsNtor shared;
  private final byte[] agreed;

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
    this.shared = new HsNtor(authenticationKey, encryption.publicKey(), clientKey);
    this.agreed = curve.agree(encryption.privateKey(), clientKey);
  }

  /**
   * What opens the introduction.
   *
   * @param subcredential of the service, 32 bytes
   * @throws DecodeException when the client's key is a point of low order
   */
  public IntroductionKeys introductionKeys(byte[] subcredential) throws DecodeException {
    return shared.introduction(agreed.clone(), subcredential);
  }

  /**
   * Answers, once, with {@code ephemeral}, used for nothing else, which is destroyed: Y | AUTH, 64
   * bytes.
   *
   * @throws DecodeException when the client's key is a point of low order
   */
  public Answer answer(X25519PrivateKey ephemeral) throws DecodeException {
    X25519PublicKey serviceKey = curve.publicKey(ephemeral);
    try {
      HsNtor.Joined joined =
          shared.rendezvous(curve.agree(ephemeral, shared.clientKey()), agreed, serviceKey);
      byte[] reply =
          new ByteWriter(HsNtor.REPLY_LENGTH)
              .bytes(serviceKey.value())
              .bytes(joined.auth())
              .toByteArray();
      return new Answer(reply, joined.keys());
    } finally {
      ephemeral.destroy();
      Arrays.fill(agreed, (byte) 0);
    }
  }

  /** What the client is sent, 64 bytes, and what both have then. */
  public record Answer(byte[] reply, KeyStream keys) {}
}
