package org.tropea.crypto.onion;

/**
 * The two AES-128 of a wide block, whose keys change with every message: one that encrypts or
 * decrypts single blocks, and one that makes a key stream. For one thread.
 */
abstract sealed class AesPair permits IntrinsicAesPair, CipherAesPair {
  /** Length of a key. */
  static final int KEY_LENGTH = 16;

  /** Length of a block. */
  static final int BLOCK_LENGTH = 16;

  /** Length of the longest key stream: 63 blocks, whose counter is in six bits. */
  static final int MOST_STREAM = 63 * BLOCK_LENGTH;

  /**
   * The fastest of this machine: by the JDK's own classes where their package is open to us.
   *
   * @param encrypts whether single blocks are encrypted, or decrypted
   * @param scratch 1,024 bytes that each call may overwrite
   */
  static AesPair fastest(boolean encrypts, byte[] scratch) {
    return IntrinsicAesPair.isAvailable()
        ? new IntrinsicAesPair(encrypts)
        : new CipherAesPair(encrypts, scratch);
  }

  /** Goes on with the keys at these two offsets of {@code keys}. */
  abstract void setKeys(byte[] keys, int blockKey, int streamKey);

  /** Encrypts or decrypts the first 16 bytes of {@code data} in place. */
  abstract void block(byte[] data);

  /**
   * Adds a key stream to {@code data} in place: that of the counter whose first and last eight
   * bytes are these two numbers, little-endian. Its last byte is what counts, and never overflows.
   */
  abstract void stream(long first, long last, byte[] data, int offset, int length);
}
