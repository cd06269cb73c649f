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
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.message.RelayMessageSamples.Sample;

class RelayCellFormat0Test {
  private static final SecureRandom RANDOM = new AlwaysAa();

  /** Fills with 0xaa what is to be random. */
  private static final class AlwaysAa extends SecureRandom {
    private static final long serialVersionUID = 1L;

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, (byte) 0xaa);
    }
  }

  /** As C tor, which looks at neither version nor tag of a stream's SENDME. */
  @Test
  void unpack_aStreamsSendme_doesNotReadIt() throws DecodeException {
    byte[] body = new byte[509];
    body[0] = RelayCommand.SENDME;
    body[4] = 9;
    body[10] = 3;
    body[11] = 7;
    assertThat(RelayCellFormat0.INSTANCE.unpack(body))
        .isEqualTo(new AddressedMessage(9, Sendme.ofStream()));
    body[4] = 0;
    assertThatThrownBy(() -> RelayCellFormat0.INSTANCE.unpack(body))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void message_packed_hasItsBytes() {
    Truncated message = new Truncated(DestroyReason.CHANNEL_CLOSED);
    assertThat(RelayCellFormat0.INSTANCE.pack(0x0102, message, RANDOM))
        .isEqualTo(
            hex(
                /* command */ "09",
                /* recognized */ "0000",
                /* stream */ "0102",
                /* digest */ "00000000",
                /* length */ "0001",
                /* message */ "08",
                /* fill */ "00000000",
                "aa".repeat(493)));
  }

  /** Fewer than four bytes are all zero (proposal 289). */
  @ParameterizedTest
  @CsvSource({"0,4,494", "493,4,1", "494,4,0", "495,3,0", "496,2,0", "497,1,0", "498,0,0"})
  void data_packed_isFilledWithZerosThenRandom(int length, int zeros, int random) {
    byte[] data = hex("55".repeat(length));
    byte[] body = RelayCellFormat0.INSTANCE.pack(1, new Data(data, 0, length), RANDOM);
    String lengthField = String.format("%04x", length);
    assertThat(body)
        .isEqualTo(
            hex(
                "02 0000 0001 00000000",
                lengthField,
                "55".repeat(length),
                "00".repeat(zeros),
                "aa".repeat(random)));
  }

  /** The path of most cells: nothing is copied, and nothing that was in the array shows. */
  @ParameterizedTest
  @CsvSource({"0", "1", "493", "494", "495", "497", "498"})
  void dataInPlace_packed_isTheSameCell(int length) {
    byte[] data = hex("55".repeat(length));
    byte[] used = RelayCellFormat0.INSTANCE.bodyForData();
    Arrays.fill(used, (byte) 0x77);
    System.arraycopy(data, 0, used, RelayCellFormat0.HEADER_LENGTH, length);
    Data inPlace = new Data(used, RelayCellFormat0.HEADER_LENGTH, length);
    assertThat(RelayCellFormat0.INSTANCE.pack(0xfffe, inPlace, RANDOM))
        .isSameAs(used)
        .isEqualTo(RelayCellFormat0.INSTANCE.pack(0xfffe, new Data(data, 0, length), RANDOM));
    assertThatThrownBy(() -> RelayCellFormat0.INSTANCE.pack(0x10000, inPlace, RANDOM))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void data_longerThanACell_isAnIllegalArgument() {
    Data data = new Data(new byte[499], 0, 499);
    assertThatThrownBy(() -> RelayCellFormat0.INSTANCE.pack(1, data, RANDOM))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void streamId_ofMoreThan16Bits_isAnIllegalArgument() {
    assertThatThrownBy(() -> RelayCellFormat0.INSTANCE.pack(0x10000, new Drop(), RANDOM))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static List<Sample> samples() {
    return RelayMessageSamples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void message_unpacked_isTheOnePacked(Sample sample) throws Exception {
    // What is in a stream's SENDME is not read.
    int streamId = sample.message() instanceof Sendme ? 0 : 0xffff;
    AddressedMessage unpacked =
        RelayCellFormat0.INSTANCE.unpack(
            RelayCellFormat0.INSTANCE.pack(streamId, sample.message(), RANDOM));
    assertThat(unpacked.streamId()).isEqualTo(streamId);
    RelayMessageTest.assertSame(unpacked.message(), sample.message());
  }

  @Test
  void data_unpacked_pointsIntoTheBody() throws Exception {
    byte[] body = RelayCellFormat0.INSTANCE.pack(1, new Data(new byte[498], 0, 498), RANDOM);
    Data data = (Data) RelayCellFormat0.INSTANCE.unpack(body).message();
    assertThat(data.array()).isSameAs(body);
    assertThat(data.offset()).isEqualTo(11);
    assertThat(data.length()).isEqualTo(498);
  }

  @ParameterizedTest
  @CsvSource({"01f3", "ffff"})
  void length_longerThanTheCell_isRefused(String length) {
    byte[] body = Arrays.copyOf(hex("02 0000 0001 00000000", length), 509);
    assertThatThrownBy(() -> RelayCellFormat0.INSTANCE.unpack(body))
        .isInstanceOf(DecodeException.class);
  }

  /** Both belong to the onion layer, which has used them by now. */
  @Test
  void recognizedAndDigest_unpacked_areNotLookedAt() throws Exception {
    byte[] body = Arrays.copyOf(hex("0a 1111 0000 22222222 0000"), 509);
    assertThat(RelayCellFormat0.INSTANCE.unpack(body))
        .isEqualTo(new AddressedMessage(0, new Drop()));
  }
}
