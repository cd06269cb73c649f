package org.tropea.protocol.cell;

import com.google.crypto.tink.util.Bytes;
import java.util.Objects;
import java.util.stream.IntStream;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/**
 * Numbers of two bytes each, as a cell lists them. They stay the bytes that they came in: a peer
 * may send 32,767 of them, and an object for each would cost eight times as much. Immutable.
 */
public final class TwoByteNumbers {
  private static final int LENGTH = 2;

  private final Bytes encoded;

  private TwoByteNumbers(Bytes encoded) {
    this.encoded = encoded;
  }

  /** These, from 0 to 65,535 each. */
  public static TwoByteNumbers of(int... numbers) {
    ByteWriter writer = new ByteWriter(LENGTH * numbers.length);
    for (int number : numbers) {
      writer.u16(number);
    }
    return new TwoByteNumbers(Bytes.copyFrom(writer.toByteArray()));
  }

  static TwoByteNumbers read(ByteReader reader, int count) throws DecodeException {
    return new TwoByteNumbers(reader.bytes(LENGTH * count));
  }

  static TwoByteNumbers readAll(ByteReader reader) throws DecodeException {
    TwoByteNumbers all = read(reader, reader.remaining() / LENGTH);
    reader.end("a list of numbers of two bytes");
    return all;
  }

  void write(ByteWriter writer) {
    writer.bytes(encoded);
  }

  /** How many there are. */
  public int size() {
    return encoded.size() / LENGTH;
  }

  /** Whether {@code number} is one of them. */
  public boolean contains(int number) {
    return stream().anyMatch(each -> each == number);
  }

  /** All of them, in order. */
  public IntStream stream() {
    byte[] bytes = encoded.toByteArray();
    return IntStream.range(0, size())
        .map(i -> (bytes[LENGTH * i] & 0xff) << 8 | (bytes[LENGTH * i + 1] & 0xff));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TwoByteNumbers that && encoded.equals(that.encoded);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(encoded);
  }

  @Override
  public String toString() {
    return stream().boxed().toList().toString();
  }
}
