package org.tropea.crypto.onion;

import static org.tropea.crypto.onion.Polyval.LITTLE_ENDIAN;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * UIV+ (proposal 359): a cipher whose one block is the whole body of a relay cell, 509 bytes.
 *
 * <p>The first 16 bytes are encrypted under a tweak that all the others go into (LRW2 of AES-128
 * and POLYVAL), then the others with a key stream that follows from the first 16 (AES-128 in
 * counter mode). Decrypting goes the other way. A cell costs neither a new cipher nor memory.
 */
final class WideBlock {
  /** Length of its keys: of the tweaked block, AES (16) and POLYVAL (16), and of the stream. */
  static final int KEYS_LENGTH = 64;

  /** Length of a body's first part. */
  static final int LEFT_LENGTH = 16;

  /** Bytes that it needs to overwrite. */
  static final int SCRATCH_LENGTH = 1024;

  private static final VarHandle BIG_ENDIAN = Polyval.BIG_ENDIAN;
  private static final int BODY_LENGTH = Tor1Direction.BODY_LENGTH;
  private static final int RIGHT_LENGTH = BODY_LENGTH - LEFT_LENGTH;
  private static final int BLOCKS = 32;
  private static final int STREAM_BLOCKS = 31;
  // Where new keys come about: beside what ciphers overwrite to make them.
  private static final int UPDATE = SCRATCH_LENGTH / 4;
  private static final int UPDATE_LENGTH = KEYS_LENGTH + LEFT_LENGTH;
  // A stream's first counter has these bits zero, so that it never carries.
  private static final long COUNTER_BITS = 0x3fL << 56;

  private final byte[] scratch;
  private final Polyval tweak;
  private final Polyval input;
  private final AesPair aes;

  /**
   * With the keys at {@code offset} of {@code keys}; {@code scratch} is overwritten by each cell.
   *
   * @param encrypts whether it encrypts; one that decrypts has another key of AES in it
   */
  WideBlock(byte[] keys, int offset, boolean encrypts, byte[] scratch, Primitives primitives) {
    if (scratch.length < SCRATCH_LENGTH) {
      throw new IllegalArgumentException("a CGO layer overwrites 1,024 bytes");
    }
    this.scratch = scratch;
    this.tweak = primitives.hashes().get();
    this.input = primitives.hashes().get();
    this.aes = primitives.ciphers().of(encrypts, scratch);
    setKeys(keys, offset);
  }

  private void setKeys(byte[] keys, int offset) {
    aes.setKeys(keys, offset, offset + 32);
    tweak.setKey(keys, offset + 16);
    input.setKey(keys, offset + 48);
  }

  /** Encrypts a body in place, under the tweak of 16 bytes, in two numbers, and the command. */
  void encrypt(long tweak0, long tweak1, int command, byte[] body) {
    Tor1Direction.check(body);
    left(tweak0, tweak1, command, body);
    right(body);
  }

  /** Decrypts a body in place. */
  void decrypt(long tweak0, long tweak1, int command, byte[] body) {
    Tor1Direction.check(body);
    right(body);
    left(tweak0, tweak1, command, body);
  }

  /** The tweaked block: mask, AES, mask. */
  private void left(long tweak0, long tweak1, int command, byte[] body) {
    gather(tweak0, tweak1, command, body);
    tweak.hash(scratch, 0, BLOCKS);
    xorLeft(body);
    aes.block(body);
    xorLeft(body);
  }

  /**
   * What the tweak is the hash of, in blocks whose bytes are in reverse: the former tweak, then the
   * command, the body but for its first part, and zeros up to a whole block.
   */
  private void gather(long tweak0, long tweak1, int command, byte[] body) {
    BIG_ENDIAN.set(scratch, 0, tweak1);
    BIG_ENDIAN.set(scratch, 8, tweak0);
    BIG_ENDIAN.set(scratch, 16, (long) LITTLE_ENDIAN.get(body, 23));
    BIG_ENDIAN.set(scratch, 24, ((long) LITTLE_ENDIAN.get(body, 15) & ~0xffL) | command);
    int from = 31;
    for (int at = 32; at < (BLOCKS - 1) * 16; at += 16, from += 16) {
      BIG_ENDIAN.set(scratch, at, (long) LITTLE_ENDIAN.get(body, from + 8));
      BIG_ENDIAN.set(scratch, at + 8, (long) LITTLE_ENDIAN.get(body, from));
    }
    BIG_ENDIAN.set(scratch, 496, (long) LITTLE_ENDIAN.get(body, BODY_LENGTH - 8) >>> 16);
    BIG_ENDIAN.set(scratch, 504, (long) LITTLE_ENDIAN.get(body, from));
  }

  private void xorLeft(byte[] body) {
    LITTLE_ENDIAN.set(body, 0, (long) LITTLE_ENDIAN.get(body, 0) ^ tweak.first);
    LITTLE_ENDIAN.set(body, 8, (long) LITTLE_ENDIAN.get(body, 8) ^ tweak.second);
  }

  /** The stream that follows from the first part. */
  private void right(byte[] body) {
    stream(
        (long) LITTLE_ENDIAN.get(body, 0),
        (long) LITTLE_ENDIAN.get(body, 8),
        0,
        body,
        LEFT_LENGTH,
        RIGHT_LENGTH);
  }

  /** Adds the stream of these 16 bytes, from a block on. */
  private void stream(long first, long second, int fromBlock, byte[] data, int offset, int length) {
    BIG_ENDIAN.set(scratch, 0, second);
    BIG_ENDIAN.set(scratch, 8, first);
    input.hash(scratch, 0, 1);
    long counter = (input.second & ~COUNTER_BITS) + ((long) fromBlock << 56);
    aes.stream(input.first, counter, data, offset, length);
  }

  /** Derives new keys and a new {@code nonce} from the present ones, which they replace. */
  void update(long[] nonce) {
    Arrays.fill(scratch, UPDATE, UPDATE + UPDATE_LENGTH, (byte) 0);
    stream(nonce[0], nonce[1], STREAM_BLOCKS, scratch, UPDATE, UPDATE_LENGTH);
    setKeys(scratch, UPDATE);
    nonce[0] = (long) LITTLE_ENDIAN.get(scratch, UPDATE + KEYS_LENGTH);
    nonce[1] = (long) LITTLE_ENDIAN.get(scratch, UPDATE + KEYS_LENGTH + 8);
    Arrays.fill(scratch, UPDATE, UPDATE + UPDATE_LENGTH, (byte) 0);
  }
}
