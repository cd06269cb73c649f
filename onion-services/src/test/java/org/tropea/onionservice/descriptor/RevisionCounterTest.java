package org.tropea.onionservice.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row O04: C tor's vectors of order-preserving encryption. */
class RevisionCounterTest {
  private static final RevisionCounter COUNTER =
      new RevisionCounter(
          HexFormat.of()
              .parseHex("19e05891d55232c08c2cad91d612fdb9cbd6691949a0742434a76c80bc6992fe"));

  @ParameterizedTest
  @CsvSource({
    "7110, 234966492",
    "9612, 318326551",
    "12154, 402067100",
    "21893, 721388468",
    "48561, 1597596985",
    "65845, 2161801517",
    "86301, 2828270975",
    "95617, 3134921876",
    "123569, 4051780471"
  })
  void numbers_areThoseOfCtor(int seconds, long number) {
    assertThat(COUNTER.encrypt(seconds)).isEqualTo(number);
    assertThat(COUNTER.after(Duration.ofSeconds(seconds - 1))).isEqualTo(number);
  }

  @Test
  void numbers_riseWithTheTime_andHaveBounds() {
    long last = 0;
    for (int seconds = 0; seconds < 2000; seconds++) {
      long next = COUNTER.after(Duration.ofSeconds(seconds));
      assertThat(next).isGreaterThan(last);
      last = next;
    }
    assertThat(COUNTER.after(Duration.ofSeconds(-5))).isEqualTo(COUNTER.encrypt(1));
    assertThat(COUNTER.after(Duration.ofDays(400)))
        .isEqualTo(COUNTER.encrypt(RevisionCounter.MAX_SECONDS));
  }
}
