package org.tropea.crypto.bytes;

import com.google.crypto.tink.util.Bytes;
import java.util.Arrays;

/**
 * A cursor over a range of a byte array; all integers are big-endian, as everywhere in Tor.
 *
 * <p>The array is read in place and must not change meanwhile. Every method that needs more bytes
 * than are left throws {@link DecodeException} and leaves the cursor where it was. For one thread.
 */
public final class ByteReader {
  private final byte[] array;
  private final int end;
  private int position;

  /** Reads all of {@code array}. */
  public ByteReader(byte[] array) {
    this(array, 0, array.length);
  }

  /** Reads {@code length} bytes of {@code array} from {@code offset} on. */
  public ByteReader(byte[] array, int offset, int length) {
    if (offset < 0 || length < 0 || offset > array.length - length) {
      throw new IllegalArgumentException("range outside the array");
    }
    this.array = array;
    this.position = offset;
    this.end = offset + length;
  }

  /** Bytes not yet read. */
  public int remaining() {
    return end - position;
  }

  /** The next unsigned byte. */
  public int u8() throws DecodeException {
    need(1);
    return array[position++] & 0xff;
  }

  /** The next two bytes, unsigned. */
  public int u16() throws DecodeException {
    need(2);
    int value = (array[position] & 0xff) << 8 | (array[position + 1] & 0xff);
    position += 2;
    return value;
  }

  /** The next four bytes, as the int of the same bits. */
  public int i32() throws DecodeException {
    need(4);
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 8 | (array[position + i] & 0xff);
    }
    position += 4;
    return value;
  }

  /** The next four bytes, unsigned. */
  public long u32() throws DecodeException {
    return i32() & 0xffffffffL;
  }

  /** The next eight bytes, as the long of the same bits. */
  public long i64() throws DecodeException {
    need(8);
    return u32() << 32 | u32();
  }

  /** A copy of the next {@code count} bytes. */
  public byte[] array(int count) throws DecodeException {
    need(count);
    byte[] copy = Arrays.copyOfRange(array, position, position + count);
    position += count;
    return copy;
  }

  /** The next {@code count} bytes as a value. */
  public Bytes bytes(int count) throws DecodeException {
    need(count);
    Bytes value = Bytes.copyFrom(array, position, count);
    position += count;
    return value;
  }

  /** A copy of all that is left. */
  public byte[] rest() {
    byte[] copy = Arrays.copyOfRange(array, position, end);
    position = end;
    return copy;
  }

  /** A reader of the next {@code count} bytes; this one goes on behind them. */
  public ByteReader slice(int count) throws DecodeException {
    need(count);
    ByteReader slice = new ByteReader(array, position, count);
    position += count;
    return slice;
  }

  /** Passes over {@code count} bytes. */
  public void skip(int count) throws DecodeException {
    need(count);
    position += count;
  }

  /** Refuses bytes left over behind {@code object}. */
  public void end(String object) throws DecodeException {
    if (position != end) {
      throw new DecodeException(remaining() + " bytes left over behind " + object);
    }
  }

  private void need(int count) throws DecodeException {
    if (count < 0 || count > end - position) {
      throw new DecodeException("truncated: " + count + " bytes wanted, " + remaining() + " left");
    }
  }
}
