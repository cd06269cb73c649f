package org.tropea.crypto.handshake;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.X25519PublicKey;

/**
 * What a client and an onion service compute the same way (hs-ntor, rend-spec 3.3.2 and 4.2).
 *
 * @param authenticationKey of the service at its introduction point
 * @param encryptionKey of the service at its introduction point (B)
 * @param clientKey of this one conversation (X)
 */
record HsNtor(
    Ed25519Identity authenticationKey, X25519PublicKey encryptionKey, X25519PublicKey clientKey) {
  static final int AUTH_LENGTH = 32;
  static final int REPLY_LENGTH = X25519PublicKey.LENGTH + AUTH_LENGTH;

  private static final byte[] PROTOCOL = ascii("tor-hs-ntor-curve25519-sha3-256-1");
  private static final byte[] T_ENC = ascii("tor-hs-ntor-curve25519-sha3-256-1:hs_key_extract");
  private static final byte[] T_VERIFY = ascii("tor-hs-ntor-curve25519-sha3-256-1:hs_verify");
  private static final byte[] T_MAC = ascii("tor-hs-ntor-curve25519-sha3-256-1:hs_mac");
  private static final byte[] M_EXPAND = ascii("tor-hs-ntor-curve25519-sha3-256-1:hs_key_expand");
  private static final byte[] SERVER = ascii("Server");

  /**
   * What a service answers with, and the keys that follow.
   *
   * @param auth the service's proof, 32 bytes
   */
  record Joined(byte[] auth, KeyStream keys) {}

  /**
   * The keys of what the client says to the service, from {@code EXP(B,x)}, which is wiped.
   *
   * @throws DecodeException when a key is a point of low order
   */
  IntroductionKeys introduction(byte[] shared, byte[] subcredential) throws DecodeException {
    refuseZero(shared);
    byte[] secret =
        new ByteWriter(320)
            .bytes(shared)
            .bytes(authenticationKey.value())
            .bytes(clientKey.value())
            .bytes(encryptionKey.value())
            .bytes(PROTOCOL)
            .bytes(T_ENC)
            .bytes(M_EXPAND)
            .bytes(subcredential)
            .toByteArray();
    KdfShake keys = new KdfShake(secret);
    Arrays.fill(secret, (byte) 0);
    Arrays.fill(shared, (byte) 0);
    try {
      return new IntroductionKeys(keys.take(32), keys.take(32));
    } finally {
      keys.destroy();
    }
  }

  /**
   * What both share from the rendezvous on, from {@code EXP(X,y)} and {@code EXP(X,b)}, which are
   * wiped.
   *
   * @throws DecodeException when a key is a point of low order
   */
  Joined rendezvous(byte[] ephemeral, byte[] encryption, X25519PublicKey serviceKey)
      throws DecodeException {
    refuseZero(ephemeral);
    refuseZero(encryption);
    byte[] secret =
        new ByteWriter(240)
            .bytes(ephemeral)
            .bytes(encryption)
            .bytes(authenticationKey.value())
            .bytes(encryptionKey.value())
            .bytes(clientKey.value())
            .bytes(serviceKey.value())
            .bytes(PROTOCOL)
            .toByteArray();
    byte[] verify = mac(secret, T_VERIFY);
    byte[] proven =
        new ByteWriter(240)
            .bytes(verify)
            .bytes(authenticationKey.value())
            .bytes(encryptionKey.value())
            .bytes(serviceKey.value())
            .bytes(clientKey.value())
            .bytes(PROTOCOL)
            .bytes(SERVER)
            .toByteArray();
    byte[] seed = mac(secret, T_ENC);
    byte[] expanded = new ByteWriter(96).bytes(seed).bytes(M_EXPAND).toByteArray();
    Joined joined = new Joined(mac(proven, T_MAC), new KdfShake(expanded));
    for (byte[] wiped : new byte[][] {ephemeral, encryption, secret, verify, seed, expanded}) {
      Arrays.fill(wiped, (byte) 0);
    }
    return joined;
  }

  private static void refuseZero(byte[] shared) throws DecodeException {
    int bits = 0;
    for (byte next : shared) {
      bits |= next;
    }
    if (bits == 0) {
      throw new DecodeException("an hs-ntor key is a point of low order");
    }
  }

  /** SHA3-256 of the key's length (8), the key, the message. */
  static byte[] mac(byte[] key, byte[] message) {
    var digest = Digest.sha3();
    digest.update(new ByteWriter(8).i64(key.length).toByteArray());
    digest.update(key);
    return digest.digest(message);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
