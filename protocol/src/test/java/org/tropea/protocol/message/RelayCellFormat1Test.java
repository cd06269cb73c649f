package org.tropea.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tropea.protocol.Vector.hex;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.message.RelayMessageSamples.Sample;

class RelayCellFormat1Test {
  private static final RelayCellFormat FORMAT = RelayCellFormat1.INSTANCE;
  private static final SecureRandom RANDOM = new AlwaysAa();

  /** Fills with 0xaa what is to be random. */
  private static final class AlwaysAa extends SecureRandom {
    private static final long serialVersionUID = 1L;

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, (byte) 0xaa);
    }
  }

  @Test
  void messageOfNoStream_packed_hasItsBytes() {
    Truncated message = new Truncated(DestroyReason.CHANNEL_CLOSED);
    assertThat(FORMAT.pack(0, message, RANDOM))
        .isEqualTo(
            hex(
                /* tag */ "00".repeat(16),
                /* command */ "09",
                /* length */ "0001",
                /* message */ "08",
                /* fill */ "00000000",
                "aa".repeat(485)));
  }

  @ParameterizedTest
  @CsvSource({"0,4,484", "483,4,1", "484,4,0", "485,3,0", "487,1,0", "488,0,0"})
  void data_packed_isFilledWithZerosThenRandom(int length, int zeros, int random) {
    byte[] expected =
        hex(
            "00".repeat(16),
            "02",
            String.format("%04x", length),
            "0102",
            "55".repeat(length),
            "00".repeat(zeros),
            "aa".repeat(random));
    byte[] data = hex("55".repeat(length));
    assertThat(FORMAT.pack(0x0102, new Data(data, 0, length), RANDOM)).isEqualTo(expected);
    byte[] used = FORMAT.bodyForData();
    Arrays.fill(used, (byte) 0x77);
    System.arraycopy(data, 0, used, FORMAT.dataOffset(), length);
    assertThat(FORMAT.pack(0x0102, new Data(used, FORMAT.dataOffset(), length), RANDOM))
        .isSameAs(used)
        .isEqualTo(expected);
  }

  @Test
  void message_longerThanACell_isAnIllegalArgument() {
    Data data = new Data(new byte[489], 0, 489);
    assertThat(FORMAT.maxData()).isEqualTo(488);
    assertThatThrownBy(() -> FORMAT.pack(1, data, RANDOM))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void streamId_thatTheMessageCannotHave_isAnIllegalArgument() {
    Data data = new Data(new byte[1], 0, 1);
    for (int streamId : new int[] {0, 0x10000, -1}) {
      assertThatThrownBy(() -> FORMAT.pack(streamId, data, RANDOM))
          .isInstanceOf(IllegalArgumentException.class);
    }
    // There are no SENDMEs of streams.
    assertThatThrownBy(() -> FORMAT.pack(1, Sendme.ofStream(), RANDOM))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static List<Sample> samples() {
    return RelayMessageSamples.all().stream()
        .filter(sample -> RelayCommand.isKnown(sample.message().command()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void message_unpacked_isTheOnePacked(Sample sample) throws Exception {
    int streamId = RelayCommand.isStreams(sample.message().command()) ? 0xfffe : 0;
    AddressedMessage unpacked = FORMAT.unpack(FORMAT.pack(streamId, sample.message(), RANDOM));
    assertThat(unpacked.streamId()).isEqualTo(streamId);
    RelayMessageTest.assertSame(unpacked.message(), sample.message());
  }

  @Test
  void data_unpacked_pointsIntoTheBody() throws Exception {
    byte[] body = FORMAT.pack(1, new Data(new byte[488], 0, 488), RANDOM);
    Data data = (Data) FORMAT.unpack(body).message();
    assertThat(data.array()).isSameAs(body);
    assertThat(data.offset()).isEqualTo(21);
    assertThat(data.length()).isEqualTo(488);
  }

  @ParameterizedTest
  @CsvSource({"02,01e9", "02,ffff", "0a,01eb", "0a,ffff"})
  void length_longerThanTheCell_isRefused(String command, String length) {
    byte[] body = Arrays.copyOf(hex("00".repeat(16), command, length, "0001"), 509);
    assertThat(FORMAT.fits(body)).isFalse();
    assertThatThrownBy(() -> FORMAT.unpack(body)).isInstanceOf(DecodeException.class);
  }

  /** As C tor: nobody could tell where its message begins. */
  @ParameterizedTest
  @ValueSource(ints = {0, 16, 18, 23, 31, 45, 255})
  void command_unknown_isRefused(int command) {
    byte[] body = new byte[509];
    body[16] = (byte) command;
    assertThat(FORMAT.fits(body)).isFalse();
    assertThatThrownBy(() -> FORMAT.unpack(body)).isInstanceOf(DecodeException.class);
  }

  @Test
  void tag_unpacked_isNotLookedAt() throws Exception {
    byte[] body = Arrays.copyOf(hex("11".repeat(16), "0a 0000"), 509);
    assertThat(FORMAT.unpack(body)).isEqualTo(new AddressedMessage(0, new Drop()));
  }
}
