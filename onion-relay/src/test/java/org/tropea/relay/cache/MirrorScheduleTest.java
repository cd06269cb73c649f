package org.tropea.relay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.tropea.directory.document.Lifetime;

/** Row K07. */
class MirrorScheduleTest {
  private static final Instant START = Instant.parse("2026-11-20T22:00:00Z");

  @Test
  void nextConsensus_isFetchedSoonAfterTheLastIsFresh() {
    Lifetime hourly = new Lifetime(START, START.plusSeconds(3600), START.plusSeconds(3 * 3600));
    Lifetime testing = new Lifetime(START, START.plusSeconds(20), START.plusSeconds(40));
    for (int i = 0; i < 100; i++) {
      assertThat(MirrorSchedule.next(hourly, new SecureRandom()))
          .isBetween(START.plusSeconds(3600 + 120), START.plusSeconds(3600 + 120 + 1800));
      assertThat(MirrorSchedule.next(testing, new SecureRandom()))
          .isBetween(START.plusSeconds(21), START.plusSeconds(32));
    }
  }
}
