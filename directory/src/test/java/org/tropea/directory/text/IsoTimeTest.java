package org.tropea.directory.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;

class IsoTimeTest {
  /** As C tor reads them. */
  @Test
  void time_withoutLeadingZeros_isRead() throws Exception {
    assertThat(read("2023-1-2 3:4:05")).isEqualTo(Instant.parse("2023-01-02T03:04:05Z"));
    assertThat(read("02023-01-02 00:00:0")).isEqualTo(Instant.parse("2023-01-02T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01 00:00:00",
        "2024-02-29 23:59:59",
        "2038-01-19 03:14:08",
        "9999-12-31 23:59:59"
      })
  void time_roundTrips(String text) throws Exception {
    assertThat(IsoTime.write(read(text))).isEqualTo(text);
  }

  @Test
  void leapSecond_countsAsTheNext() throws Exception {
    assertThat(read("2016-12-31 23:59:60")).isEqualTo(Instant.parse("2017-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2023-02-29 00:00:00",
        "2023-13-01 00:00:00",
        "2023-00-01 00:00:00",
        "2023-01-32 00:00:00",
        "2023-01-01 24:00:00",
        "2023-01-01 00:60:00",
        "2023-01-01 00:00:61",
        "1969-12-31 23:59:59",
        "2023--01 00:00:00",
        "2023-001-01 00:00:00",
        "2023-01 00:00:00",
        "2023-01-01 00:00:00:00",
        "10000-01-01 00:00:00",
        "2023-01-01 00:00:0x",
        "-023-01-01 00:00:00",
        "2023/01/01 00:00:00"
      })
  void time_malformed_refused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(DecodeException.class);
  }

  private static Instant read(String text) throws DecodeException {
    String[] words = text.split(" ", -1);
    return IsoTime.read(words[0], words[1]);
  }
}
