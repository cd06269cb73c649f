package org.tropea.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tropea.protocol.Vector.hex;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;

class HopRequestTest {
  private static final HopRequest WINDOWS = HopRequest.NOTHING;
  private static final HopRequest CONTROLLED = new HopRequest(true, false);

  /** The bytes of C tor's clients. */
  @Test
  void request_written_hasItsBytes() {
    assertThat(WINDOWS.write()).isEqualTo(hex("00"));
    assertThat(CONTROLLED.write()).isEqualTo(hex("01 0100"));
    assertThat(HopRequest.ALL.write()).isEqualTo(hex("02 0100 03020206"));
  }

  @Test
  void request_read_isTheOneWritten() throws Exception {
    for (HopRequest each : List.of(WINDOWS, CONTROLLED, HopRequest.ALL)) {
      assertThat(HopRequest.read(each.write())).isEqualTo(each);
    }
  }

  @Test
  void request_cgoWithoutCongestionControl_isAnIllegalArgument() {
    assertThatThrownBy(() -> new HopRequest(false, true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** What C tor's relays take. */
  @ParameterizedTest
  @CsvSource({
    // Out of order, and with bytes behind.
    "02 03020206 0100,true,true",
    "01 0100 ffff,true,false",
    // A type nobody knows, and one that only answers have.
    "02 7f03010203 0100,true,false",
    "01 02011f,false,false",
    // Twice: the first counts.
    "03 0100 03020206 03020207,true,true",
    "02 0100 0100,true,false",
    "02 0100 030402060206,true,true",
    // A request for nothing, and one of congestion control that is not empty.
    "02 0100 0300,true,false",
    "01 01031f1f1f,true,false"
  })
  void request_strange_isTakenAsByCtor(String message, boolean control, boolean cgo)
      throws Exception {
    assertThat(HopRequest.read(hex(message))).isEqualTo(new HopRequest(control, cgo));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Nothing at all, and truncated.
        "",
        "01",
        "01 01",
        "01 0101",
        "02 0100",
        "02 0100 030202",
        // Half a subprotocol.
        "02 0100 030102",
        "02 0100 0303020602",
        // Ones that cannot be asked for.
        "02 0100 03020205",
        "02 0100 03020306",
        "02 0100 030402060207",
        "02 0100 030402050206",
        // CGO alone.
        "01 03020206",
      })
  void request_wrong_isRefusedAsByCtor(String message) {
    byte[] bytes = hex(message);
    assertThatThrownBy(() -> HopRequest.read(bytes)).isInstanceOf(DecodeException.class);
  }

  @Test
  void response_written_hasItsBytes() {
    assertThat(HopResponse.NOTHING.write()).isEqualTo(hex("00"));
    assertThat(new HopResponse(31).write()).isEqualTo(hex("01 02011f"));
  }

  @ParameterizedTest
  @CsvSource({
    "01 02011f,31",
    // Unknown types, bytes behind, twice.
    "02 7f020101 02011f,31",
    "02 02011f 020120,31",
    "01 02021fff ff,31"
  })
  void response_asked_isRead(String message, int increment) throws Exception {
    assertThat(HopResponse.read(hex(message), CONTROLLED)).isEqualTo(new HopResponse(increment));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "01",
        "01 0200",
        "01 020100",
        "02 02011f",
        "01 0100",
        "01 03020206",
        "00",
        "01 7f00"
      })
  void response_wrong_isRefused(String message) {
    byte[] bytes = hex(message);
    assertThatThrownBy(() -> HopResponse.read(bytes, HopRequest.ALL))
        .isInstanceOf(DecodeException.class);
  }

  /** TROVE-2026-032. */
  @ParameterizedTest
  @ValueSource(strings = {"01 02011f", "02 7f00 02011f", "01 0100", "01 03020206"})
  void response_toWhatWasNotAsked_isRefused(String message) {
    byte[] bytes = hex(message);
    assertThatThrownBy(() -> HopResponse.read(bytes, WINDOWS))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("not asked");
  }

  @Test
  void response_cgoButNoCongestionControl_isRefused() {
    assertThatThrownBy(() -> HopResponse.read(hex("00"), HopRequest.ALL))
        .isInstanceOf(DecodeException.class);
  }

  @FuzzTest
  void anyBytes_read_giveAnAgreementOrDecodeException(byte[] input) {
    try {
      HopRequest request = HopRequest.read(input);
      assertThat(HopRequest.read(request.write())).isEqualTo(request);
    } catch (DecodeException e) {
      // The other good end.
    }
    for (HopRequest asked : List.of(WINDOWS, CONTROLLED, HopRequest.ALL)) {
      try {
        assertThat(HopResponse.read(input, asked).congestionControl() == asked.congestionControl())
            .isTrue();
      } catch (DecodeException e) {
        // The other good end.
      }
    }
  }
}
