package org.tropea.crypto.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.util.Bytes;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.Draws;

class ByteWriterTest {
  @Test
  void everyKind_writtenAndRead_comesBack() {
    Draws.check(ByteWriterTest::assertComesBack);
  }

  private static void assertComesBack(Draws draws) throws DecodeException {
    int u8 = draws.between(0, 0xff);
    int u16 = draws.between(0, 0xffff);
    long u32 = draws.between(0, 0xffffffffL);
    int i32 = draws.anyInt();
    long i64 = draws.anyLong();
    byte[] bytes = draws.someBytes();
    ByteWriter writer = new ByteWriter(0).u8(u8).u16(u16).u32(u32).i32(i32).i64(i64);
    writer.bytes(bytes).bytes(Bytes.copyFrom(bytes));
    assertThat(writer.length()).isEqualTo(19 + 2 * bytes.length);

    ByteReader reader = new ByteReader(writer.toByteArray());
    assertThat(reader.u8()).isEqualTo(u8);
    assertThat(reader.u16()).isEqualTo(u16);
    assertThat(reader.u32()).isEqualTo(u32);
    assertThat(reader.i32()).isEqualTo(i32);
    assertThat(reader.i64()).isEqualTo(i64);
    assertThat(reader.array(bytes.length)).isEqualTo(bytes);
    assertThat(reader.rest()).isEqualTo(bytes);
  }

  @Test
  void integers_outsideTheirField_refused() {
    List<ThrowingCallable> writes =
        List.of(
            () -> new ByteWriter().u8(-1),
            () -> new ByteWriter().u8(0x100),
            () -> new ByteWriter().u16(-1),
            () -> new ByteWriter().u16(0x10000),
            () -> new ByteWriter().u32(-1),
            () -> new ByteWriter().u32(0x100000000L));
    for (ThrowingCallable write : writes) {
      assertThatThrownBy(write).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void range_written_onlyThoseBytes() {
    byte[] written = new ByteWriter().bytes(new byte[] {1, 2, 3, 4}, 1, 2).toByteArray();
    assertThat(written).containsExactly(2, 3);
  }

  @Test
  void toByteArray_changedAfterwards_leavesTheWriterAlone() {
    ByteWriter writer = new ByteWriter(1).u8(1);
    writer.toByteArray()[0] = 9;
    assertThat(writer.toByteArray()).containsExactly(1);
  }
}
