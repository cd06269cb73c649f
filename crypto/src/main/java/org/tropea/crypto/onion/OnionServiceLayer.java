package org.tropea.crypto.onion;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.Digest;

/**
 * What a client and an onion service share over both their circuits: tor1 with AES-256 and SHA3-256
 * (rend-spec 4.2.1). Tags have 20 bytes, the beginning of the digest. For one thread.
 */
public final class OnionServiceLayer implements ClientLayer {
  /** Length of the keys: Df (32), Db (32), Kf (32), Kb (32). */
  public static final int KEYS_LENGTH = 128;

  private static final int LENGTH = 32;
  private static final int TAG_LENGTH = 20;

  private final Tor1Direction out;
  private final Tor1Direction in;

  private OnionServiceLayer(Tor1Direction out, Tor1Direction in) {
    this.out = out;
    this.in = in;
  }

  /**
   * The client's side.
   *
   * @param keys the first 128 bytes of hs-ntor's key stream, which the caller wipes
   * @param scratch 509 bytes or more to overwrite, which layers of one thread may share
   */
  public static OnionServiceLayer client(byte[] keys, byte[] scratch) {
    return new OnionServiceLayer(forward(keys, scratch), backward(keys, scratch));
  }

  /** The service's side; the rest as in {@link #client}. */
  public static OnionServiceLayer service(byte[] keys, byte[] scratch) {
    return new OnionServiceLayer(backward(keys, scratch), forward(keys, scratch));
  }

  private static Tor1Direction forward(byte[] keys, byte[] scratch) {
    return direction(keys, 0, scratch);
  }

  private static Tor1Direction backward(byte[] keys, byte[] scratch) {
    return direction(keys, LENGTH, scratch);
  }

  private static Tor1Direction direction(byte[] keys, int from, byte[] scratch) {
    if (keys.length != KEYS_LENGTH) {
      throw new IllegalArgumentException("an onion service's layer has 128 bytes of keys");
    }
    byte[] seed = Arrays.copyOfRange(keys, from, from + LENGTH);
    byte[] key = Arrays.copyOfRange(keys, 2 * LENGTH + from, 3 * LENGTH + from);
    Tor1Direction direction = new Tor1Direction(Digest.sha3(), seed, key, scratch);
    Arrays.fill(seed, (byte) 0);
    Arrays.fill(key, (byte) 0);
    return direction;
  }

  @Override
  public byte[] originate(int command, byte[] body) {
    return Arrays.copyOf(out.seal(body), TAG_LENGTH);
  }

  @Override
  public void encrypt(int command, byte[] body) {
    out.apply(body);
  }

  @Override
  public byte @Nullable [] decrypt(int command, byte[] body) {
    byte[] tag = in.open(body);
    return tag == null ? null : Arrays.copyOf(tag, TAG_LENGTH);
  }
}
