package org.tropea.crypto.onion;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The relay's side of a tor1 layer (tor-spec 5.5, 6.1). Tags have 20 bytes, and a cell's command is
 * not sealed.
 *
 * <p>Until the first cell passes it holds no more than its keys: the ciphers are 2 kB, and a relay
 * has many circuits that wait for their first cell. For one thread.
 */
public final class Tor1RelayLayer implements RelayLayer {
  /** Length of the keys: Df (20), Db (20), Kf (16), Kb (16). */
  public static final int KEYS_LENGTH = 72;

  private final byte[] scratch;
  private byte @Nullable [] keys;
  private @Nullable Directions directions;

  /** The ciphers of a layer that is in use. */
  private record Directions(Tor1Direction forward, Tor1Direction backward) {}

  /** From the first 72 bytes of a handshake's key stream, which the caller wipes. */
  public Tor1RelayLayer(byte[] keys) {
    this(keys, new byte[Tor1Direction.BODY_LENGTH]);
  }

  /** The same, with 509 bytes or more to overwrite, which layers of one thread may share. */
  public Tor1RelayLayer(byte[] keys, byte[] scratch) {
    if (keys.length != KEYS_LENGTH) {
      throw new IllegalArgumentException("a tor1 layer has 72 bytes of keys");
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
            new Tor1Direction(first, 0, 40, scratch), new Tor1Direction(first, 20, 56, scratch));
    Arrays.fill(first, (byte) 0);
    keys = null;
    directions = made;
    return made;
  }

  @Override
  public byte[] originate(int command, byte[] body) {
    return directions().backward().seal(body);
  }

  @Override
  public void encrypt(int command, byte[] body) {
    directions().backward().apply(body);
  }

  @Override
  public byte @Nullable [] decrypt(int command, byte[] body) {
    return directions().forward().open(body);
  }
}
