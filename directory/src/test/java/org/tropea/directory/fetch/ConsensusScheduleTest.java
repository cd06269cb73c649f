package org.tropea.directory.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tropea.directory.document.Lifetime;

/** Row P03. */
class ConsensusScheduleTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void next_forThePublicNetwork_isBetween1h45AndShortlyBeforeTheEnd() {
    Lifetime lifetime = lifetime(3600, 3 * 3600);
    Instant first = START.plus(Duration.ofMinutes(105));
    // Seven eighths of the 75 minutes that are left then.
    Instant last = first.plusSeconds(75 * 60 * 7 / 8);
    Instant earliest = last;
    Instant latest = first;
    for (int i = 0; i < 10_000; i++) {
      Instant next = ConsensusSchedule.next(lifetime, RANDOM);
      assertThat(next).isBetween(first, last.minusSeconds(1));
      earliest = next.isBefore(earliest) ? next : earliest;
      latest = next.isAfter(latest) ? next : latest;
    }
    assertThat(earliest).isBefore(first.plusSeconds(60));
    assertThat(latest).isAfter(last.minusSeconds(60));
  }

  @Test
  void next_forAnyLifetime_isAfterItIsFreshAndBeforeItEnds() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      // From the seconds of a test network to days; valid for at least as long again.
      long interval = 4L + random.nextInt(i % 2 == 0 ? 60 : 100_000);
      long valid = 2 * interval + random.nextInt(100_000);
      Lifetime lifetime = lifetime(interval, valid);
      Instant next = ConsensusSchedule.next(lifetime, RANDOM);
      assertThat(next)
          .as("interval %d, valid %d", interval, valid)
          .isAfter(lifetime.freshUntil())
          .isBefore(lifetime.validUntil());
    }
  }

  @Test
  void next_forALifetimeThatEndsAtOnce_isStillATime() {
    Lifetime lifetime = lifetime(10, 10);
    assertThat(ConsensusSchedule.next(lifetime, RANDOM)).isBefore(lifetime.validUntil());
  }

  private static Lifetime lifetime(long freshSeconds, long validSeconds) {
    return new Lifetime(START, START.plusSeconds(freshSeconds), START.plusSeconds(validSeconds));
  }
}
