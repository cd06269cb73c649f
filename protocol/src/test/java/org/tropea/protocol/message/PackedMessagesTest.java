package org.tropea.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tropea.protocol.Vector.hex;

import com.google.crypto.tink.util.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.Draws;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.message.PackedMessages.Arrived;

/** Proposal 340, with its examples. */
class PackedMessagesTest {
  private static final int CAPACITY = 493;

  private final PackedMessages messages = new PackedMessages();

  private static byte[] cell(String... hex) {
    byte[] contents = hex(hex);
    byte[] body = new byte[509];
    Arrays.fill(body, (byte) 0x77);
    System.arraycopy(contents, 0, body, 16, contents.length);
    return body;
  }

  private List<AddressedMessage> take(byte[] body) throws DecodeException {
    return messages.take(body, false).stream().map(Arrived::addressed).toList();
  }

  /** "A BEGIN_DIR message and a data message in the same cell." */
  @Test
  void twoMessages_inOneCell_comeInTheirOrder() throws DecodeException {
    List<AddressedMessage> taken = take(cell("0d 0000 0020", "02 0002 0020 6869", "00"));
    assertThat(taken.get(0)).isEqualTo(new AddressedMessage(0x20, new BeginDir()));
    Data data = (Data) taken.get(1).message();
    assertThat(Arrays.copyOfRange(data.array(), data.offset(), data.offset() + data.length()))
        .isEqualTo(hex("6869"));
    assertThat(taken).hasSize(2);
    assertThat(messages.kept()).isZero();
  }

  /** "A large EXTEND2 message split across two relay cells": here an EXTENDED2. */
  @Test
  void message_thatGoesOnInTheNextCell_comesOnceItIsWhole() throws DecodeException {
    byte[] answer = new byte[494];
    Arrays.fill(answer, (byte) 0x11);
    String first = "0f 01f0" + "01ee" + "11".repeat(488);
    assertThat(messages.take(cell(first), true)).isEmpty();
    assertThat(messages.kept()).isEqualTo(496);
    List<Arrived> whole = messages.take(cell("11".repeat(6), "0a 0000", "00"), false);
    assertThat(whole)
        .containsExactly(
            new Arrived(new AddressedMessage(0, new Extended2(Bytes.copyFrom(answer))), true),
            new Arrived(new AddressedMessage(0, new Drop()), false));
    assertThat(messages.kept()).isZero();
  }

  @Test
  void header_atTheEndOfACell_isEnough() throws DecodeException {
    String drops = "0a 0000".repeat(163);
    // 489 bytes of DROPs, and 4 are left: a header without a stream, and one byte of its message.
    assertThat(messages.take(cell(drops, "0f 0003 00"), false)).hasSize(163);
    assertThat(take(cell("01 22", "00")))
        .containsExactly(new AddressedMessage(0, new Extended2(Bytes.copyFrom(hex("22")))));
  }

  @Test
  void cell_fullOfMessages_needsNoEnd() throws DecodeException {
    assertThat(take(cell("0a 0000".repeat(163), "0a 0001 00"))).hasSize(164);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // nothing; an unknown command; no stream where one has to be; longer than any
        "00",
        "63 0000",
        "0d 0000 0000",
        "0a 0000 63",
        "0f 01f3",
        "0f ffff",
      })
  void cell_thatCannotBe_isRefused(String contents) {
    assertThatThrownBy(() -> take(cell(contents))).isInstanceOf(DecodeException.class);
  }

  /** DATA and SENDME that do not fit; a header that does not. */
  @ParameterizedTest
  @CsvSource({"02 01e9 0001", "05 0017 01 0014", "02 00", "0d 0000"})
  void message_thatMayNotBeSplit_isRefused(String beginning) {
    int left = CAPACITY - hex(beginning).length;
    String drops = "0a 0000".repeat(left / 3);
    String pad = left % 3 == 0 ? "" : "0a 000" + left % 3 + "00".repeat(left % 3);
    String before = (pad.isEmpty() ? drops : drops.substring(7) + pad);
    assertThatThrownBy(() -> take(cell(before, beginning))).isInstanceOf(DecodeException.class);
  }

  @Test
  void fragment_thatMakesNoMessage_isRefused() throws DecodeException {
    assertThat(take(cell("0f 01f2" + "ffff" + "00".repeat(488)))).isEmpty();
    assertThatThrownBy(() -> take(cell("00".repeat(8)))).isInstanceOf(DecodeException.class);
  }

  /** Any messages, each begun where the last one ended and split wherever it may be. */
  @Test
  void messages_ofAnyKind_packedInAnyWay_comeAsTheyWere() throws Exception {
    List<RelayMessage> kinds =
        RelayMessageSamples.ofEachKind().stream()
            .filter(each -> RelayCommand.isKnown(each.command()))
            .toList();
    Draws.check(
        draws -> {
          List<RelayMessage> sent = new ArrayList<>();
          for (int i = draws.between(1, 60); i > 0; i--) {
            sent.add(kinds.get(draws.between(0, kinds.size() - 1)));
          }
          PackedMessages decoder = new PackedMessages();
          List<RelayMessage> came = new ArrayList<>();
          for (byte[] body : pack(sent, draws)) {
            decoder.take(body, false).forEach(each -> came.add(each.addressed().message()));
            assertThat(decoder.kept()).isLessThanOrEqualTo(PackedMessages.MAX_LENGTH);
          }
          assertThat(came).hasSameSizeAs(sent);
          for (int i = 0; i < sent.size(); i++) {
            RelayMessageTest.assertSame(came.get(i), sent.get(i));
          }
        });
  }

  /** Packs as few of them into a cell as the draws have it. */
  private static List<byte[]> pack(List<RelayMessage> all, Draws draws) {
    List<byte[]> cells = new ArrayList<>();
    ByteArrayOutputStream now = new ByteArrayOutputStream();
    for (RelayMessage each : all) {
      ByteWriter writer = new ByteWriter(CAPACITY);
      each.write(writer);
      byte[] message = writer.toByteArray();
      boolean isStreams = RelayCommand.isStreams(each.command());
      ByteWriter header = new ByteWriter(5).u8(each.command()).u16(message.length);
      byte[] start = (isStreams ? header.u16(7) : header).toByteArray();
      boolean whole = each instanceof Data || each instanceof Sendme;
      int needed = start.length + (whole ? message.length : 0);
      if (now.size() + needed > CAPACITY || draws.between(0, 9) == 0) {
        end(now, cells);
      }
      now.writeBytes(start);
      int fits = Math.min(message.length, CAPACITY - now.size());
      now.write(message, 0, fits);
      if (fits < message.length) {
        end(now, cells);
        now.write(message, fits, message.length - fits);
      }
    }
    end(now, cells);
    return cells;
  }

  private static void end(ByteArrayOutputStream now, List<byte[]> cells) {
    if (now.size() > 0) {
      byte[] body = new byte[509];
      System.arraycopy(now.toByteArray(), 0, body, 16, now.size());
      cells.add(body);
      now.reset();
    }
  }
}
