package org.tropea.crypto.onion;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * POLYVAL (RFC 8452, 3): a hash of whole blocks of 16 bytes under a key, in time that depends on
 * neither. For one thread.
 *
 * <p>It is GHASH of the blocks and the key with their bytes reversed and the key multiplied by x
 * (RFC 8452, appendix A), which is how both implementations compute it.
 */
abstract sealed class Polyval permits IntrinsicPolyval, MaskedPolyval {
  /** Length of a block, of the key and of the result. */
  static final int BLOCK_LENGTH = 16;

  static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** The first eight bytes of the last result, little-endian. */
  long first;

  /** The other eight. */
  long second;

  /** The fastest of this machine: of the JDK's own where its package is open to us. */
  static Polyval fastest() {
    return IntrinsicPolyval.isAvailable() ? new IntrinsicPolyval() : new MaskedPolyval();
  }

  /** Goes on with the key at {@code offset} of {@code keys}. */
  final void setKey(byte[] keys, int offset) {
    long low = (long) LITTLE_ENDIAN.get(keys, offset);
    long high = (long) LITTLE_ENDIAN.get(keys, offset + 8);
    long carry = -(low & 1);
    setGhashKey((high >>> 1) ^ (carry & (0xe1L << 56)), (low >>> 1) | (high << 63));
  }

  /** Takes the key of GHASH, 16 bytes as two big-endian numbers. */
  abstract void setGhashKey(long high, long low);

  /** Hashes so many blocks of {@code data}, each with its 16 bytes in reverse. */
  abstract void hash(byte[] data, int offset, int blocks);
}
