package org.tropea.crypto.onion;

import static org.tropea.crypto.onion.Polyval.LITTLE_ENDIAN;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

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

  private static final int BODY_LENGTH = Tor1Direction.BODY_LENGTH;
  private static final int RIGHT_LENGTH = BODY_LENGTH - LEFT_LENGTH;
  private static final int STREAM = SCRATCH_LENGTH / 2;
  private static final int STREAM_BLOCKS = 31;
  private static final int UPDATE_BLOCKS = 5;
  // A stream's first counter has these bits zero, so that it never carries.
  private static final long COUNTER_BITS = 0x3fL << 56;

  private final byte[] scratch;
  private final int mode;
  private final Cipher block;
  private final Polyval tweak;
  private final Cipher stream;
  private final Polyval input;

  /**
   * With the keys at {@code offset} of {@code keys}; {@code scratch} is overwritten by each cell.
   *
   * @param encrypts whether it encrypts; one that decrypts has another key of AES in it
   */
  WideBlock(byte[] keys, int offset, boolean encrypts, byte[] scratch, Supplier<Polyval> polyval) {
    if (scratch.length < SCRATCH_LENGTH) {
      throw new IllegalArgumentException("a CGO layer overwrites 1,024 bytes");
    }
    this.scratch = scratch;
    this.tweak = polyval.get();
    this.input = polyval.get();
    this.mode = encrypts ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    try {
      block = Cipher.getInstance("AES/ECB/NoPadding");
      stream = Cipher.getInstance("AES/ECB/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES is missing from this Java runtime", e);
    }
    setKeys(keys, offset);
  }

  private void setKeys(byte[] keys, int offset) {
    try {
      block.init(mode, new SecretKeySpec(keys, offset, 16, "AES"));
      tweak.setKey(keys, offset + 16);
      stream.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(keys, offset + 32, 16, "AES"));
      input.setKey(keys, offset + 48);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES is missing from this Java runtime", e);
    }
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
    LITTLE_ENDIAN.set(scratch, 0, tweak0);
    LITTLE_ENDIAN.set(scratch, 8, tweak1);
    scratch[16] = (byte) command;
    System.arraycopy(body, LEFT_LENGTH, scratch, 17, RIGHT_LENGTH);
    scratch[510] = 0;
    scratch[511] = 0;
    tweak.hash(scratch, 0, 32);
    xorLeft(body);
    apply(block, body, LEFT_LENGTH);
    System.arraycopy(scratch, STREAM, body, 0, LEFT_LENGTH);
    xorLeft(body);
  }

  private void xorLeft(byte[] body) {
    LITTLE_ENDIAN.set(body, 0, (long) LITTLE_ENDIAN.get(body, 0) ^ tweak.first);
    LITTLE_ENDIAN.set(body, 8, (long) LITTLE_ENDIAN.get(body, 8) ^ tweak.second);
  }

  /** The stream that follows from the first part. */
  private void right(byte[] body) {
    System.arraycopy(body, 0, scratch, 0, LEFT_LENGTH);
    fillStream(0, STREAM_BLOCKS);
    int at = LEFT_LENGTH;
    int from = STREAM;
    for (; at + 8 <= BODY_LENGTH; at += 8, from += 8) {
      long mixed = (long) LITTLE_ENDIAN.get(body, at) ^ (long) LITTLE_ENDIAN.get(scratch, from);
      LITTLE_ENDIAN.set(body, at, mixed);
    }
    for (; at < BODY_LENGTH; at++, from++) {
      body[at] ^= scratch[from];
    }
  }

  /** The stream of the 16 bytes at the start of scratch, from a block on, into its second half. */
  private void fillStream(int fromBlock, int blocks) {
    input.hash(scratch, 0, 1);
    long first = input.first;
    long second = (input.second & ~COUNTER_BITS) + ((long) fromBlock << 56);
    for (int i = 0; i < blocks; i++) {
      LITTLE_ENDIAN.set(scratch, i * 16, first);
      LITTLE_ENDIAN.set(scratch, i * 16 + 8, second + ((long) i << 56));
    }
    apply(stream, scratch, blocks * 16);
  }

  /** Into the second half of scratch. */
  private void apply(Cipher cipher, byte[] from, int length) {
    try {
      if (cipher.update(from, 0, length, scratch, STREAM) != length) {
        throw new IllegalStateException("AES held bytes back");
      }
    } catch (ShortBufferException e) {
      throw new IllegalStateException("AES does not fit its own input", e);
    }
  }

  /** Derives new keys and a new {@code nonce} from the present ones, which they replace. */
  void update(long[] nonce) {
    LITTLE_ENDIAN.set(scratch, 0, nonce[0]);
    LITTLE_ENDIAN.set(scratch, 8, nonce[1]);
    fillStream(STREAM_BLOCKS, UPDATE_BLOCKS);
    setKeys(scratch, STREAM);
    nonce[0] = (long) LITTLE_ENDIAN.get(scratch, STREAM + KEYS_LENGTH);
    nonce[1] = (long) LITTLE_ENDIAN.get(scratch, STREAM + KEYS_LENGTH + 8);
    Arrays.fill(scratch, STREAM, STREAM + UPDATE_BLOCKS * 16, (byte) 0);
  }
}
