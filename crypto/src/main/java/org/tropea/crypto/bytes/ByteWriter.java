package org.tropea.crypto.bytes;

import com.google.crypto.tink.util.Bytes;
import java.util.Arrays;

/** A growing byte array; all integers are big-endian. For one thread. */
public final class ByteWriter {
  private byte[] array;
  private int length;

  /** An empty writer with room for a small message. */
  public ByteWriter() {
    this(64);
  }

  /** An empty writer with room for {@code capacity} bytes before it has to grow. */
  public ByteWriter(int capacity) {
    array = new byte[capacity];
  }

  /** Bytes written so far. */
  public int length() {
    return length;
  }

  /** Writes the low 8 bits of {@code value}, which must fit them unsigned. */
  public ByteWriter u8(int value) {
    check(value, 0xff);
    room(1);
    array[length++] = (byte) value;
    return this;
  }

  /** Writes two bytes; {@code value} must fit them unsigned. */
  public ByteWriter u16(int value) {
    check(value, 0xffff);
    room(2);
    array[length++] = (byte) (value >> 8);
    array[length++] = (byte) value;
    return this;
  }

  /** Writes the 32 bits of {@code value}. */
  public ByteWriter i32(int value) {
    room(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      array[length++] = (byte) (value >> shift);
    }
    return this;
  }

  /** Writes four bytes; {@code value} must fit them unsigned. */
  public ByteWriter u32(long value) {
    check(value, 0xffffffffL);
    return i32((int) value);
  }

  /** Writes the 64 bits of {@code value}. */
  public ByteWriter i64(long value) {
    return i32((int) (value >> 32)).i32((int) value);
  }

  /** Writes all of {@code bytes}. */
  public ByteWriter bytes(byte[] bytes) {
    return bytes(bytes, 0, bytes.length);
  }

  /** Writes a range of {@code bytes}. */
  public ByteWriter bytes(byte[] bytes, int offset, int count) {
    room(count);
    System.arraycopy(bytes, offset, array, length, count);
    length += count;
    return this;
  }

  /** Writes all of {@code bytes}. */
  public ByteWriter bytes(Bytes bytes) {
    return bytes(bytes.toByteArray());
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(array, length);
  }

  private void room(int count) {
    if (count > array.length - length) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, length + count));
    }
  }

  private static void check(long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(value + " does not fit its field");
    }
  }
}
