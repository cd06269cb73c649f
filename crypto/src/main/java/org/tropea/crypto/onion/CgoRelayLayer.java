package org.tropea.crypto.onion;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The relay's side of a Counter Galois Onion layer (proposal 359). Tags have 16 bytes, and a cell's
 * command is sealed with it.
 *
 * <p>Until the first cell passes it holds no more than its keys, as a tor1 layer. For one thread.
 */
public final class CgoRelayLayer implements RelayLayer {
  /** Length of the keys: forward, then backward, 64 for the cipher and a nonce of 16 each. */
  public static final int KEYS_LENGTH = 2 * CgoDirection.KEYS_LENGTH;

  private final byte[] scratch;
  private byte @Nullable [] keys;
  private @Nullable Directions directions;

  /** The ciphers of a layer that is in use. */
  private record Directions(CgoDirection forward, CgoDirection backward) {}

  /**
   * From the first 160 bytes of a handshake's key stream, which the caller wipes, with 1,024 bytes
   * to overwrite, which layers of one thread may share.
   */
  public CgoRelayLayer(byte[] keys, byte[] scratch) {
    if (keys.length != KEYS_LENGTH) {
      throw new IllegalArgumentException("a CGO layer has 160 bytes of keys");
    }
    this.keys = keys.clone();
    this.scratch = scratch;
  }

  private Directions directions() {
    Directions made = directions;
    return made == null ? begin(Objects.requireNonNull(keys)) : made;
  }

  private Directions begin(byte[] first) {
    Directions made =
        new Directions(
            new CgoDirection(first, 0, true, scratch),
            new CgoDirection(first, CgoDirection.KEYS_LENGTH, true, scratch));
    Arrays.fill(first, (byte) 0);
    keys = null;
    directions = made;
    return made;
  }

  @Override
  public byte @Nullable [] decrypt(int command, byte[] body) {
    return directions().forward().openAtRelay(command, body);
  }

  @Override
  public byte[] originate(int command, byte[] body) {
    return directions().backward().sealAtRelay(command, body);
  }

  @Override
  public void encrypt(int command, byte[] body) {
    directions().backward().passRelay(command, body);
  }
}
