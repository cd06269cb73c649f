package org.tropea.crypto.onion;

import org.jspecify.annotations.Nullable;

/**
 * The client's side of a Counter Galois Onion layer (proposal 359). Tags have 16 bytes, and a
 * cell's command is sealed with it. For one thread.
 */
public final class CgoClientLayer implements ClientLayer {
  /** Length of the keys: forward, then backward, 64 for the cipher and a nonce of 16 each. */
  public static final int KEYS_LENGTH = 2 * CgoDirection.KEYS_LENGTH;

  private final CgoDirection forward;
  private final CgoDirection backward;

  /**
   * From the first 160 bytes of a handshake's key stream, which the caller wipes, with 1,024 bytes
   * to overwrite, which layers of one thread may share.
   */
  public CgoClientLayer(byte[] keys, byte[] scratch) {
    if (keys.length != KEYS_LENGTH) {
      throw new IllegalArgumentException("a CGO layer has 160 bytes of keys");
    }
    forward = new CgoDirection(keys, 0, false, scratch);
    backward = new CgoDirection(keys, CgoDirection.KEYS_LENGTH, false, scratch);
  }

  @Override
  public byte[] originate(int command, byte[] body) {
    return forward.sealAtClient(command, body);
  }

  @Override
  public void encrypt(int command, byte[] body) {
    forward.passClient(command, body);
  }

  @Override
  public byte @Nullable [] decrypt(int command, byte[] body) {
    return backward.openAtClient(command, body);
  }
}
