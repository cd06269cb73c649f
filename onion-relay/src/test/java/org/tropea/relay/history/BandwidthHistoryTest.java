package org.tropea.relay.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.store.StateText;
import org.tropea.relay.history.BandwidthHistory.Kind;

/** Case fault-28: what a relay says it can carry; row G08: what it keeps of that. */
class BandwidthHistoryTest {
  private static final int DAY = 86_400;
  private static final Instant START = Instant.parse("2026-11-20T22:00:00Z");

  private BandwidthHistory history = BandwidthHistory.begin(START);
  private Instant now = START;
  private long read;
  private long written;

  private void carry(int seconds, long readEach, long writtenEach) {
    for (int i = 0; i < seconds; i++) {
      now = now.plusSeconds(1);
      read += readEach;
      written += writtenEach;
      history.note(Kind.READ, now, read);
      history.note(Kind.WRITE, now, written);
    }
  }

  private int observed() {
    return history.observed(true);
  }

  /** The relay is started again, with what is on disk. */
  private void restart(StateText state) throws DecodeException {
    history = BandwidthHistory.restore(state, now);
    read = 0;
    written = 0;
  }

  private StateText saved() {
    return history.save().in(StateText.EMPTY);
  }

  /** Clients of C tor pass over a relay that says 0, and its self-test shows this. */
  @Test
  void nothingCarried_isWhatASelfTestOfCtorShows() {
    assertThat(observed()).isEqualTo(51_400);
    carry(100, 51_300, 90_000);
    assertThat(observed()).isEqualTo(51_400);
    carry(10, 51_500, 90_000);
    assertThat(observed()).isEqualTo(51_500);
  }

  @Test
  void tenSecondsAlike_areTheirRate_ofTheLesserDirection() {
    carry(10, 1_000_000, 700_000);
    assertThat(observed()).isEqualTo(700_000);
  }

  @Test
  void shortBurst_countsByItsTenth() {
    carry(1, 5_000_000, 6_000_000);
    assertThat(observed()).isEqualTo(500_000);
    carry(9, 0, 0);
    assertThat(observed()).isEqualTo(500_000);
    // Not in the same ten seconds.
    carry(1, 5_000_000, 6_000_000);
    assertThat(observed()).isEqualTo(500_000);
  }

  @Test
  void mostOfReadAndWritten_neednotBeOfOneTime() {
    carry(10, 1_000_000, 0);
    carry(10, 0, 900_000);
    assertThat(observed()).isEqualTo(900_000);
  }

  @Test
  void dayThatIsNotOver_countsInTestNetworksAlone() {
    carry(10, 1_000_000, 1_000_000);
    assertThat(history.observed(false)).isEqualTo(51_400);
    now = now.plusSeconds(DAY);
    carry(1, 0, 0);
    assertThat(history.observed(false)).isEqualTo(1_000_000);
  }

  @Test
  void lessLater_leavesTheMost_forFiveDays() {
    carry(10, 1_000_000, 1_000_000);
    for (int day = 0; day < 5; day++) {
      now = now.plusSeconds(DAY);
      carry(10, 100_000, 100_000);
    }
    assertThat(observed()).isEqualTo(1_000_000);
    now = now.plusSeconds(DAY);
    carry(10, 100_000, 100_000);
    assertThat(observed()).isEqualTo(100_000);
  }

  @Test
  void longSilence_forgetsAll() {
    carry(10, 1_000_000, 1_000_000);
    now = now.plusSeconds(400L * DAY);
    carry(1, 1_000_000, 1_000_000);
    assertThat(observed()).isEqualTo(100_000);
  }

  @Test
  void clockSetBack_losesNothing() {
    carry(10, 1_000_000, 1_000_000);
    now = now.minusSeconds(3 * DAY);
    carry(5, 1_000_000, 1_000_000);
    assertThat(observed()).isEqualTo(1_500_000);
    now = now.plusSeconds(4 * DAY);
    carry(10, 2_000_000, 2_000_000);
    assertThat(observed()).isEqualTo(2_000_000);
  }

  @Test
  void moreThanAnInt_isTheMostThereIs() {
    carry(1, Long.MAX_VALUE / 4, Long.MAX_VALUE / 4);
    assertThat(observed()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void state_hasTheLinesOfCtor_roundedAsItsOwn() {
    carry(10, 1_000_000, 700_000);
    StateText state = saved();
    assertThat(state.values("BWHistoryReadEnds")).containsExactly("2026-11-21 22:00:00");
    assertThat(state.values("BWHistoryReadInterval")).containsExactly("86400");
    assertThat(state.values("BWHistoryReadValues")).containsExactly("9999360");
    assertThat(state.values("BWHistoryReadMaxima")).containsExactly("999424");
    assertThat(state.values("BWHistoryIPv6WriteValues")).containsExactly("0");
    assertThat(state.values("BWHistoryDirReadMaxima")).containsExactly("0");
  }

  @Test
  void restart_keepsWhatWasSeen_andGoesOnInItsPeriod() throws DecodeException {
    carry(10, 1_024_000, 1_024_000);
    now = now.plusSeconds(DAY);
    carry(10, 102_400, 102_400);
    StateText before = saved();
    assertThat(before.values("BWHistoryWriteValues")).containsExactly("10240000,1024000");

    now = now.plusSeconds(3_600);
    restart(before);
    assertThat(saved().values("BWHistoryWriteValues")).containsExactly("10240000,1024000");
    assertThat(saved().values("BWHistoryWriteMaxima")).containsExactly("1024000,102400");
    assertThat(saved().values("BWHistoryWriteEnds")).isEqualTo(before.values("BWHistoryWriteEnds"));
    assertThat(history.observed(false)).isEqualTo(1_024_000);

    carry(10, 1_024, 1_024);
    assertThat(saved().values("BWHistoryWriteValues")).containsExactly("10240000,1034240");
  }

  @Test
  void longPause_closesPeriods_andWhatIsTooOldIsForgotten() throws DecodeException {
    carry(10, 1_024_000, 1_024_000);
    StateText before = saved();
    now = now.plusSeconds(2 * DAY);
    restart(before);
    assertThat(saved().values("BWHistoryReadValues")).containsExactly("10240000,0,0");
    now = now.plusSeconds(7 * DAY);
    restart(before);
    assertThat(saved().values("BWHistoryReadValues")).containsExactly("0");
  }

  /** Of a C tor that once had periods of 15 minutes, and of one that has no maxima. */
  @Test
  void periodsOfAnotherLength_areAddedUp() throws DecodeException {
    now = Instant.parse("2026-11-20T01:00:00Z");
    restart(
        state(
            "BWHistoryReadEnds 2026-11-20 01:00:00\nBWHistoryReadInterval 900\n"
                + "BWHistoryReadValues 9000000,0,18000000,0\n"));
    assertThat(saved().values("BWHistoryReadValues")).containsExactly("26999808");
    assertThat(saved().values("BWHistoryReadMaxima")).containsExactly("19456");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BWHistoryReadEnds never\n",
        "BWHistoryReadEnds 2026-11-20 25:00:00\n",
        "BWHistoryReadEnds 2026-11-20 23:00:00\nBWHistoryReadInterval 0\n",
        "BWHistoryReadEnds 2026-11-20 23:00:00\nBWHistoryReadInterval -900\n",
        "BWHistoryReadEnds 2026-11-20 23:00:00\nBWHistoryReadValues 1,x\n",
        "BWHistoryReadEnds 2026-11-20 23:00:00\nBWHistoryReadValues 1\nBWHistoryReadMaxima -1\n"
      })
  void linesThatMakeNoSense_areRefused(String lines) {
    assertThatThrownBy(() -> restart(state(lines))).isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BWHistoryReadEnds 9999-11-20 23:00:00\nBWHistoryReadValues 5\n",
        "BWHistoryReadEnds 1970-01-01 00:00:00\nBWHistoryReadValues 5\n",
        "BWHistoryReadEnds 2026-11-20 23:00:00\nBWHistoryReadInterval 2147483647\n"
            + "BWHistoryReadValues 5,5\n",
        "BWHistoryReadEnds 2026-11-20 23:00:00\n"
      })
  void linesOfAnotherTime_areLeftOut(String lines) throws DecodeException {
    restart(state(lines));
    assertThat(saved().values("BWHistoryReadValues")).containsExactly("0");
  }

  @Test
  void numbersWithoutBounds_areTheMostThereIs() throws DecodeException {
    now = Instant.parse("2026-11-20T22:30:00Z");
    restart(
        state(
            "BWHistoryReadEnds 2026-11-20 23:00:00\nBWHistoryReadInterval 3600\n"
                + "BWHistoryReadValues 18446744073709551615,18446744073709551615\n"
                + "BWHistoryReadMaxima 18446744073709551615,18446744073709551615\n"));
    carry(1, 1_000_000, 1_000_000);
    assertThat(saved().values("BWHistoryReadValues")).hasSize(1);
    assertThat(observed()).isEqualTo(100_000);
  }

  @Test
  void publishedLines_areOfTheDaysThatAreOver_andNoMoreThanTheRelayMay() {
    assertThat(history.lines(Long.MAX_VALUE)).isEmpty();
    carry(10, 1_024_000, 1_024_000);
    now = now.plusSeconds(DAY);
    carry(1, 0, 0);
    assertThat(history.lines(Long.MAX_VALUE))
        .contains(
            "write-history 2026-11-21 22:00:00 (86400 s) 10240000",
            "read-history 2026-11-21 22:00:00 (86400 s) 10240000");
    assertThat(history.lines(100)).contains("read-history 2026-11-21 22:00:00 (86400 s) 8640000");
  }

  private static StateText state(String lines) throws DecodeException {
    return StateText.read(lines.getBytes(UTF_8));
  }

  @Test
  void otherLines_stay() throws DecodeException {
    StateText state = history.save().in(state("Guard in=default\nUnknown 1\n"));
    assertThat(state.values("Guard")).isEqualTo(List.of("in=default"));
    assertThat(state.values("Unknown")).isEqualTo(List.of("1"));
  }
}
