package org.tropea.crypto.onion;

import org.jspecify.annotations.Nullable;

/**
 * The client's side of a tor1 layer (tor-spec 5.5, 6.1). Tags have 20 bytes, and a cell's command
 * is not sealed. For one thread.
 */
public final class Tor1ClientLayer implements ClientLayer {
  /** Length of the keys: Df (20), Db (20), Kf (16), Kb (16). */
  public static final int KEYS_LENGTH = 72;

  private final Tor1Direction forward;
  private final Tor1Direction backward;

  /** From the first 72 bytes of a handshake's key stream, which the caller wipes. */
  public Tor1ClientLayer(byte[] keys) {
    this(keys, new byte[Tor1Direction.BODY_LENGTH]);
  }

  /** The same, with 509 bytes or more to overwrite, which layers of one thread may share. */
  public Tor1ClientLayer(byte[] keys, byte[] scratch) {
    if (keys.length != KEYS_LENGTH) {
      throw new IllegalArgumentException("a tor1 layer has 72 bytes of keys");
    }
    forward = new Tor1Direction(keys, 0, 40, scratch);
    backward = new Tor1Direction(keys, 20, 56, scratch);
  }

  @Override
  public byte[] originate(int command, byte[] body) {
    return forward.seal(body);
  }

  @Override
  public void encrypt(int command, byte[] body) {
    forward.apply(body);
  }

  @Override
  public byte @Nullable [] decrypt(int command, byte[] body) {
    return backward.open(body);
  }
}
