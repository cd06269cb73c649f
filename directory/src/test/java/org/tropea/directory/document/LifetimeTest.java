package org.tropea.directory.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifetimeTest {
  private static final Instant AFTER = Instant.parse("2026-11-25T12:00:00Z");

  /** Three minutes, or half of a short interval, as C tor. */
  @ParameterizedTest
  @CsvSource({"3600, 180", "361, 180", "360, 180", "358, 179", "10, 5", "0, 180", "-10, 180"})
  void modifiedSince_ofAnInterval_isALittleAfterItsStart(long interval, long later) {
    Lifetime lifetime =
        new Lifetime(AFTER, AFTER.plusSeconds(interval), AFTER.plusSeconds(3 * interval));
    assertThat(lifetime.modifiedSince()).isEqualTo(AFTER.plusSeconds(later));
  }
}
