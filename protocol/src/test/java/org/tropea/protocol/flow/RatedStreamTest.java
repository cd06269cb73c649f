package org.tropea.protocol.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.Xoff;
import org.tropea.protocol.message.Xon;

/** Rows F06, F07 and F17. */
class RatedStreamTest {
  private static final int CELL = 488;

  /** As many full cells as may wait. */
  private static final int MAY_WAIT = 500;

  private final FakeSignals signals = new FakeSignals();
  private final RoundTrip roundTrip = new RoundTrip(100);
  private final StreamFlow atExit = new RatedStream(UsualRates.EXIT, signals, roundTrip);
  private final StreamFlow atOrigin = new RatedStream(UsualRates.ORIGIN, signals, roundTrip);
  private final List<RelayMessage> told = new ArrayList<>();

  private void receive(StreamFlow stream, int cells) throws DecodeException {
    for (int cell = 0; cell < cells; cell++) {
      tell(stream.receivedData(CELL));
    }
  }

  private void read(StreamFlow stream, int cells) {
    for (int cell = 0; cell < cells; cell++) {
      tell(stream.readData(CELL));
    }
    tell(stream.readComplete());
  }

  private void tell(@Nullable RelayMessage due) {
    if (due != null) {
      told.add(due);
    }
  }

  // What we tell.

  @Test
  void received_asMuchAsMayWait_tellsNothing() throws DecodeException {
    receive(atExit, MAY_WAIT);
    signals.passMicros(1_000_000);
    read(atExit, MAY_WAIT);
    assertThat(told).isEmpty();
  }

  @Test
  void received_more_isXoff_onceTheReaderHadItsTurn() throws DecodeException {
    receive(atExit, MAY_WAIT + 100);
    assertThat(told).as("in one read").isEmpty();
    signals.passMicros(5_000);
    receive(atExit, 1);
    assertThat(told).as("at the end of the grace").isEmpty();
    signals.passMicros(1);
    receive(atExit, 1);
    assertThat(told).containsExactly(new Xoff());
    receive(atExit, 1000);
    assertThat(told).as("only once").hasSize(1);
  }

  @Test
  void received_more_butReadInTime_isNoXoff() throws DecodeException {
    for (int i = 0; i < 10; i++) {
      receive(atExit, MAY_WAIT + 1);
      signals.passMicros(4_000);
      read(atExit, 1);
      receive(atExit, 1);
      read(atExit, MAY_WAIT + 1);
    }
    assertThat(told).noneMatch(Xoff.class::isInstance);
  }

  @Test
  void read_all_isXon_withTheRateAtWhichItWasRead() throws DecodeException {
    stopIt(atExit);
    // 1000 cells in a second.
    receive(atExit, 1000);
    for (int i = 0; i < MAY_WAIT + 1 + 1000; i++) {
      signals.passMicros(1_000);
      read(atExit, 1);
    }
    assertThat(told).hasSize(2);
    assertThat(((Xon) told.get(1)).rate()).isBetween(480L, 500L);
  }

  @Test
  void read_allOfLittle_isXon_withoutARate() throws DecodeException {
    stopIt(atExit);
    read(atExit, MAY_WAIT + 1);
    assertThat(told).containsExactly(new Xoff(), new Xon(0));
  }

  @Test
  void read_atAnotherRate_isToldAnew() throws DecodeException {
    read_all_isXon_withTheRateAtWhichItWasRead();
    told.clear();
    for (int i = 0; i < 450; i++) {
      receive(atExit, 50);
      signals.passMicros(1_000);
      read(atExit, 50);
      receive(atExit, 1);
    }
    assertThat(told).as("faster").isNotEmpty().allMatch(Xon.class::isInstance);
    long rate = 500;
    for (RelayMessage each : told) {
      assertThat(((Xon) each).rate()).isGreaterThan(rate * 5 / 4);
      rate = ((Xon) each).rate();
    }
  }

  /** A sender held back by a rate sends in bursts, ten times a second: they are no backlog. */
  @Test
  void read_inBurstsOfWhichNothingWaits_isToldTwiceTheRate() throws DecodeException {
    read_all_isXon_withTheRateAtWhichItWasRead();
    long rate = ((Xon) told.get(1)).rate();
    told.clear();
    for (int i = 0; i < 60; i++) {
      signals.passMicros(100_000);
      receive(atExit, 10);
      read(atExit, 10);
    }
    assertThat(told).first().isEqualTo(new Xon(2 * rate));
  }

  @Test
  void read_whileTheClockStandsStill_tellsNoRate() throws DecodeException {
    stopIt(atExit);
    receive(atExit, 1000);
    roundTrip.measured(0, 2, 1, false);
    read(atExit, MAY_WAIT + 1 + 1000);
    assertThat(told).containsExactly(new Xoff(), new Xon(0));
  }

  @Test
  void received_byWhoDoesNotStop_isAViolation() throws DecodeException {
    stopIt(atExit);
    assertThatThrownBy(() -> receive(atExit, 12_000))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("told to stop");
    assertThat(told).containsExactly(new Xoff());
  }

  private void stopIt(StreamFlow stream) throws DecodeException {
    receive(stream, MAY_WAIT);
    tell(stream.receivedData(0));
    tell(stream.receivedData(CELL));
    signals.passMicros(5_001);
    tell(stream.receivedData(0));
    assertThat(told).containsExactly(new Xoff());
  }

  // What we are told.

  @Test
  void stopped_sendsNothing_untilItMayGoOn() throws DecodeException {
    assertThat(atExit.canSendData()).isTrue();
    atExit.stop(new Xoff());
    assertThat(atExit.canSendData()).isFalse();
    assertThat(atExit.waitNanos()).as("time does not help").isZero();
    atExit.goOn(new Xon(0));
    assertThat(atExit.canSendData()).isTrue();
    for (int i = 0; i < 1_000_000; i++) {
      atExit.sentData(CELL);
    }
    assertThat(atExit.canSendData()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 1000, 1_000_000})
  void goOn_atARate_sendsNotFaster(int rate) throws DecodeException {
    atExit.goOn(new Xon(rate));
    long burst = sendAll();
    assertThat(burst).isBetween(rate * 1000L, rate * 1000L + CELL);
    assertThat(atExit.waitNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
    long sent = 0;
    for (int i = 0; i < 100; i++) {
      signals.passMicros(100_000);
      sent += sendAll();
    }
    assertThat(sent).isBetween(rate * 9_900L - CELL, rate * 10_000L + CELL);
  }

  private long sendAll() {
    long sent = 0;
    while (atExit.canSendData()) {
      atExit.sentData(CELL);
      sent += CELL;
    }
    return sent;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Integer.MAX_VALUE / 1000 + 1, 0xffffffffL})
  void goOn_withoutARate_takesTheLimitAway(long rate) throws DecodeException {
    atExit.goOn(new Xon(1));
    sendAll();
    atExit.goOn(new Xon(rate));
    for (int i = 0; i < 10_000_000; i++) {
      atExit.sentData(CELL);
    }
    assertThat(atExit.canSendData()).isTrue();
  }

  @Test
  void stop_twice_isAViolation() throws DecodeException {
    atExit.stop(new Xoff());
    refused(() -> atExit.stop(new Xoff()), "that is stopped");
    atExit.goOn(new Xon(5));
    atExit.stop(new Xoff());
  }

  @Test
  void stop_withoutReason_isAViolation_atTheOriginAlone() throws DecodeException {
    refused(() -> atOrigin.stop(new Xoff()), "more XOFFs");
    refused(() -> atOrigin.goOn(new Xon(0)), "more XONs");
    for (int i = 0; i < 1000; i++) {
      atExit.stop(new Xoff());
      atExit.goOn(new Xon(0));
    }
  }

  @Test
  void acknowledged_isAViolation() {
    refused(() -> atExit.acknowledged(Sendme.ofStream()), "congestion control");
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String why) {
    assertThatThrownBy(call).isInstanceOf(DecodeException.class).hasMessageContaining(why);
  }

  // What comes late.

  @Test
  void halfClosed_takesWhatWasOnItsWay_forAWhile() {
    StreamFlow.HalfClosed late = atOrigin.halfClosed();
    signals.passMicros(60_000_000);
    assertThat(late.takes(new Data(new byte[1], 0, 1))).isTrue();
    assertThat(late.takes(new Xoff())).isTrue();
    assertThat(late.takes(new Xon(1))).isTrue();
    assertThat(late.takes(Sendme.ofStream())).isFalse();
    assertThat(late.takes(new Connected(null, 0))).isFalse();
    signals.passMicros(1);
    assertThat(late.takes(new Data(new byte[1], 0, 1))).isFalse();
    assertThat(late.takes(new Xoff())).isFalse();
  }

  @Test
  void halfClosed_waitsForTheLongestRoundTrip() {
    roundTrip.measured(90_000_000, 2, 0, false);
    StreamFlow.HalfClosed late = atOrigin.halfClosed();
    signals.passMicros(90_000_000);
    assertThat(late.takes(new Xoff())).isTrue();
    signals.passMicros(1);
    assertThat(late.takes(new Xoff())).isFalse();
  }
}
