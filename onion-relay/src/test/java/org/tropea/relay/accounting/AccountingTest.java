package org.tropea.relay.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.store.StateText;
import org.tropea.relay.accounting.Accounting.State;
import org.tropea.relay.accounting.AccountingPeriod.Unit;
import org.tropea.relay.accounting.AccountingSettings.Rule;

class AccountingTest {
  private static final Instant START = Instant.parse("2026-11-28T10:30:00Z");
  private static final AccountingPeriod DAYS =
      new AccountingPeriod(Unit.DAY, 0, LocalTime.of(10, 30), ZoneOffset.UTC);
  private static final long MOST = 10L << 30;
  private static final RsaIdentity IDENTITY = RsaIdentity.of(new byte[20]);

  private static AccountingSettings settings(Rule rule) {
    return new AccountingSettings(MOST, rule, DAYS, 1 << 20);
  }

  private static Accounting restored(StateText state, Instant now) {
    return Accounting.restore(state, settings(Rule.MAX), IDENTITY, now);
  }

  private static StateText state(String... lines) throws Exception {
    return StateText.read(
        (String.join("\n", Arrays.asList(lines)) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void nothingKnown_isAwake_untilTheSoftAndThenTheHardLimit_andSleepsToTheEnd() {
    Accounting accounting = restored(StateText.EMPTY, START);
    long soft = MOST - (500L << 20);
    assertThat(accounting.look(START, 0, 0)).isEqualTo(State.AWAKE);
    assertThat(accounting.look(START.plusSeconds(1), soft - 1, 5)).isEqualTo(State.AWAKE);
    assertThat(accounting.look(START.plusSeconds(2), soft, 5)).isEqualTo(State.CLOSING);
    assertThat(accounting.look(START.plusSeconds(3), MOST - 1, 5)).isEqualTo(State.CLOSING);
    assertThat(accounting.look(START.plusSeconds(4), MOST, 5)).isEqualTo(State.ASLEEP);
    Instant end = START.plus(Duration.ofDays(1));
    assertThat(accounting.look(end.minusSeconds(1), MOST, 5)).isEqualTo(State.ASLEEP);
    assertThat(accounting.look(end, MOST, 5)).isEqualTo(State.AWAKE);
    assertThat(accounting.usage().read()).isZero();
  }

  @Test
  void periodThatEndsWhileItCloses_beginsTheNextAwake() {
    Accounting accounting = restored(StateText.EMPTY, START);
    assertThat(accounting.look(START.plusSeconds(1), MOST - 10, 5)).isEqualTo(State.CLOSING);
    assertThat(accounting.look(START.plus(Duration.ofDays(1)), MOST - 10, 5))
        .isEqualTo(State.AWAKE);
  }

  /** 2 MiB a minute would be more than 10 GiB in 85 hours, so there is no need to sleep. */
  @Test
  void expectedUsage_thatFits_leavesItAwakeFromTheBeginning() throws Exception {
    Accounting accounting =
        restored(
            state("AccountingIntervalStart 2026-11-28 10:30:00", "AccountingExpectedUsage 2097152"),
            START);
    assertThat(accounting.look(START.plusSeconds(1), 0, 0)).isEqualTo(State.AWAKE);
  }

  /** 60 MiB a minute is 10 GiB in 170 minutes; the other 1,270 are spare. */
  @Test
  void expectedUsage_thatDoesNotFit_hasItSleepFirst_andWakeAtATimeThatItsKeyGives()
      throws Exception {
    StateText state =
        state("AccountingIntervalStart 2026-11-28 10:30:00", "AccountingExpectedUsage 62914560");
    Accounting accounting = restored(state, START);
    Instant now = START;
    assertThat(accounting.look(now, 0, 0)).isEqualTo(State.ASLEEP);
    while (accounting.look(now, 0, 0) == State.ASLEEP) {
      now = now.plusSeconds(1);
    }
    assertThat(Duration.between(START, now)).isBetween(Duration.ZERO, Duration.ofMinutes(1_270));
    assertThat(restored(state, now.minusSeconds(1)).look(now.minusSeconds(1), 0, 0))
        .isEqualTo(State.ASLEEP);
    assertThat(restored(state, now).look(now, 0, 0)).isEqualTo(State.AWAKE);
  }

  @Test
  void linesOfCtor_goOn_andAreWrittenAgain() throws Exception {
    StateText state =
        state(
            "Guard in=default",
            "AccountingBytesReadInInterval 10240",
            "AccountingBytesWrittenInInterval 2048",
            "AccountingExpectedUsage 100",
            "AccountingIntervalStart 2026-11-28 10:30:00",
            "AccountingSecondsActive 77");
    Accounting accounting = restored(state, START.plusSeconds(100));
    accounting.look(START.plusSeconds(100), 1, 1025);
    accounting.look(START.plusSeconds(103), 1, 1025);
    Usage usage = accounting.usage();
    assertThat(usage).isEqualTo(new Usage(START, 10_241, 3_073, 80, 100, null, 0, 0));
    StateText written = usage.in(state);
    assertThat(written.values("AccountingBytesReadInInterval")).containsExactly("11264");
    assertThat(written.values("AccountingBytesWrittenInInterval")).containsExactly("4096");
    assertThat(written.values("AccountingSecondsActive")).containsExactly("80");
    assertThat(written.values("AccountingSoftLimitHitAt")).isEmpty();
    assertThat(written.values("Guard")).containsExactly("in=default");
    assertThat(Usage.read(written)).isEqualTo(new Usage(START, 11_264, 4_096, 80, 100, null, 0, 0));
  }

  @Test
  void softLimit_isRemembered() {
    Accounting accounting = restored(StateText.EMPTY, START);
    accounting.look(START, 0, 0);
    accounting.look(START.plusSeconds(5), MOST - 2048, 0);
    assertThat(accounting.usage().softLimitHit()).isEqualTo(START.plusSeconds(5));
    assertThat(accounting.usage().bytesAtSoftLimit()).isEqualTo(MOST - 2048);
    assertThat(
            restored(accounting.usage().in(StateText.EMPTY), START.plusSeconds(6))
                .look(START.plusSeconds(6), 0, 0))
        .isEqualTo(State.CLOSING);
  }

  @Test
  void nonsense_beginsAnew() throws Exception {
    StateText state =
        state("AccountingIntervalStart 2026-11-28 10:30:00", "AccountingSecondsActive x");
    assertThat(restored(state, START).usage()).isEqualTo(Usage.beginning(START, 0));
  }

  @Test
  void rules_countWhatTheyName() {
    assertThat(Rule.SUM.counted(3, 4)).isEqualTo(7);
    assertThat(Rule.MAX.counted(3, 4)).isEqualTo(4);
    assertThat(Rule.IN.counted(3, 4)).isEqualTo(3);
    assertThat(Rule.OUT.counted(3, 4)).isEqualTo(4);
  }

  @Test
  void stateFile_isToBeWritten_whenItBegins_andAfterTenMinutesOrTwentyMegabytes() {
    Accounting accounting = restored(StateText.EMPTY, START);
    accounting.look(START, 0, 0);
    assertThat(accounting.takeDirty()).isTrue();
    accounting.look(START.plusSeconds(1), 1, 0);
    assertThat(accounting.takeDirty()).isFalse();
    accounting.look(START.plusSeconds(2), 20L << 20, 0);
    assertThat(accounting.takeDirty()).isTrue();
    accounting.look(START.plusSeconds(602), 20L << 20, 0);
    assertThat(accounting.takeDirty()).isTrue();
  }

  @Test
  void relayThatMayRunOut_isNoDirectory() {
    assertThat(settings(Rule.MAX).mayRunOut(START)).isTrue();
    assertThat(settings(Rule.IN).mayRunOut(START)).isFalse();
    assertThat(new AccountingSettings(MOST, Rule.MAX, DAYS, 100_000).mayRunOut(START)).isFalse();
    assertThat(new AccountingSettings(MOST, Rule.SUM, DAYS, 100_000).mayRunOut(START)).isTrue();
  }
}
