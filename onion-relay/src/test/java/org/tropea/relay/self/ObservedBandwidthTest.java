package org.tropea.relay.self;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Case fault-28: what a relay says it can carry. */
class ObservedBandwidthTest {
  private static final int DAY = 86_400;
  private static final Instant START = Instant.parse("2026-11-20T22:00:00Z");

  private final ObservedBandwidth observed = new ObservedBandwidth();
  private Instant now = START;
  private long read;
  private long written;

  private void carry(int seconds, long readEach, long writtenEach) {
    for (int i = 0; i < seconds; i++) {
      now = now.plusSeconds(1);
      read += readEach;
      written += writtenEach;
      observed.note(now, read, written);
    }
  }

  /** Clients of C tor pass over a relay that says 0, and no relay of C tor says less than this. */
  @Test
  void nothingCarried_isWhatASelfTestOfCtorShows() {
    assertThat(observed.perSecond()).isEqualTo(51_400);
    observed.note(now, 0, 0);
    assertThat(observed.perSecond()).isEqualTo(51_400);
    carry(100, 51_300, 90_000);
    assertThat(observed.perSecond()).isEqualTo(51_400);
    carry(10, 51_500, 90_000);
    assertThat(observed.perSecond()).isEqualTo(51_500);
  }

  @Test
  void tenSecondsAlike_areTheirRate_ofTheLesserDirection() {
    carry(10, 1_000_000, 700_000);
    assertThat(observed.perSecond()).isEqualTo(700_000);
  }

  @Test
  void shortBurst_countsByItsTenth() {
    carry(1, 5_000_000, 6_000_000);
    assertThat(observed.perSecond()).isEqualTo(500_000);
    carry(9, 0, 0);
    assertThat(observed.perSecond()).isEqualTo(500_000);
    // Not in the same ten seconds.
    carry(1, 5_000_000, 6_000_000);
    assertThat(observed.perSecond()).isEqualTo(500_000);
  }

  @Test
  void mostOfReadAndWritten_neednotBeOfOneTime() {
    carry(10, 1_000_000, 0);
    carry(10, 0, 900_000);
    assertThat(observed.perSecond()).isEqualTo(900_000);
  }

  @Test
  void lessLater_leavesTheMost_forFiveDays() {
    carry(10, 1_000_000, 1_000_000);
    for (int day = 0; day < 4; day++) {
      now = now.plusSeconds(DAY);
      carry(10, 100_000, 100_000);
    }
    assertThat(observed.perSecond()).isEqualTo(1_000_000);
    now = now.plusSeconds(DAY);
    carry(10, 100_000, 100_000);
    assertThat(observed.perSecond()).isEqualTo(100_000);
  }

  @Test
  void longSilence_forgetsAll() {
    carry(10, 1_000_000, 1_000_000);
    now = now.plusSeconds(400L * DAY);
    carry(1, 1_000_000, 1_000_000);
    assertThat(observed.perSecond()).isEqualTo(100_000);
  }

  @Test
  void clockSetBack_losesNothing() {
    carry(10, 1_000_000, 1_000_000);
    now = now.minusSeconds(3 * DAY);
    carry(5, 1_000_000, 1_000_000);
    assertThat(observed.perSecond()).isEqualTo(1_500_000);
    now = now.plusSeconds(4 * DAY);
    carry(10, 2_000_000, 2_000_000);
    assertThat(observed.perSecond()).isEqualTo(2_000_000);
  }

  @Test
  void moreThanAnInt_isTheMostThereIs() {
    carry(1, Long.MAX_VALUE / 4, Long.MAX_VALUE / 4);
    assertThat(observed.perSecond()).isEqualTo(Integer.MAX_VALUE);
  }
}
