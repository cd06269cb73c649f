package org.tropea.crypto.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.util.Bytes;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ByteReaderTest {
  private static final byte[] EIGHT = {(byte) 0xfe, 2, 3, 4, 5, 6, 7, (byte) 0xff};

  private interface Read {
    void from(ByteReader reader) throws DecodeException;
  }

  @Test
  void integers_highBitSet_readUnsignedAndBigEndian() throws Exception {
    assertThat(new ByteReader(EIGHT).u8()).isEqualTo(0xfe);
    assertThat(new ByteReader(EIGHT).u16()).isEqualTo(0xfe02);
    assertThat(new ByteReader(EIGHT).u32()).isEqualTo(0xfe020304L);
    assertThat(new ByteReader(EIGHT).i32()).isEqualTo(0xfe020304);
    assertThat(new ByteReader(EIGHT).i64()).isEqualTo(0xfe020304050607ffL);
  }

  @Test
  void anyRead_oneByteMissing_refusedAndCursorStays() throws Exception {
    Map<Integer, Read> reads =
        Map.of(
            1,
            ByteReader::u8,
            2,
            ByteReader::u16,
            3,
            reader -> reader.array(3),
            4,
            ByteReader::u32,
            5,
            reader -> reader.bytes(5),
            6,
            reader -> reader.slice(6),
            7,
            reader -> reader.skip(7),
            8,
            ByteReader::i64);
    for (Map.Entry<Integer, Read> read : reads.entrySet()) {
      int length = read.getKey();
      ByteReader whole = new ByteReader(EIGHT, 0, length);
      read.getValue().from(whole);
      assertThat(whole.remaining()).isZero();

      ByteReader truncated = new ByteReader(EIGHT, 0, length - 1);
      assertThatThrownBy(() -> read.getValue().from(truncated))
          .isInstanceOf(DecodeException.class)
          .hasMessageStartingWith("truncated");
      assertThat(truncated.remaining()).isEqualTo(length - 1);
    }
  }

  @Test
  void counts_negativeOrHuge_refused() {
    for (int count : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 9}) {
      List<ThrowingCallable> reads =
          List.of(
              () -> new ByteReader(EIGHT).array(count),
              () -> new ByteReader(EIGHT).bytes(count),
              () -> new ByteReader(EIGHT).slice(count),
              () -> new ByteReader(EIGHT).skip(count));
      for (ThrowingCallable read : reads) {
        assertThatThrownBy(read).isInstanceOf(DecodeException.class);
      }
    }
  }

  @Test
  void sequence_readInOrder_eachByteOnce() throws Exception {
    ByteReader reader = new ByteReader(EIGHT);
    assertThat(reader.u8()).isEqualTo(0xfe);
    reader.skip(1);
    assertThat(reader.array(1)).containsExactly(3);
    assertThat(reader.bytes(1)).isEqualTo(Bytes.copyFrom(new byte[] {4}));
    ByteReader slice = reader.slice(2);
    assertThat(slice.u16()).isEqualTo(0x0506);
    slice.end("the slice");
    assertThat(reader.rest()).containsExactly(7, 0xff);
    assertThat(reader.rest()).isEmpty();
    reader.end("the test");
  }

  @Test
  void slice_readPastItsEnd_refusedThoughTheArrayGoesOn() throws Exception {
    ByteReader slice = new ByteReader(EIGHT).slice(2);
    assertThatThrownBy(slice::u32).isInstanceOf(DecodeException.class);
  }

  @Test
  void array_changedAfterwards_leavesTheSourceAlone() throws Exception {
    byte[] source = EIGHT.clone();
    new ByteReader(source).array(8)[0] = 0;
    new ByteReader(source).rest()[0] = 0;
    assertThat(source).isEqualTo(EIGHT);
  }

  @Test
  void end_bytesLeft_namesTheObject() {
    assertThatThrownBy(() -> new ByteReader(EIGHT).end("a test"))
        .isInstanceOf(DecodeException.class)
        .hasMessage("8 bytes left over behind a test");
  }

  @Test
  void range_outsideTheArray_refusedAsOurOwnMistake() {
    for (int[] range :
        new int[][] {{-1, 1}, {0, -1}, {0, 9}, {8, 1}, {9, 0}, {1, Integer.MAX_VALUE}}) {
      assertThatThrownBy(() -> new ByteReader(EIGHT, range[0], range[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(new ByteReader(EIGHT, 8, 0).remaining()).isZero();
  }
}
