package org.tropea.relay.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Row C16: which handshakes are let into the queue, with the numbers of C tor. */
class HandshakeLoadTest {
  private static final int ALWAYS_ROOM = 50;

  private Instant now = Instant.parse("2026-11-25T00:00:00Z");
  private Duration maxDelay = Duration.ofMillis(1_750);

  private HandshakeLoad load(int threads) {
    return new HandshakeLoad(threads, () -> maxDelay, () -> Duration.ofSeconds(5), () -> now);
  }

  private static int enterAll(HandshakeLoad load) {
    int entered = 0;
    while (load.enter()) {
      entered++;
    }
    return entered;
  }

  private void time(HandshakeLoad load, int times, Duration each) {
    for (int i = 0; i < times; i++) {
      Instant since = load.now();
      now = now.plus(each);
      load.done(since);
    }
  }

  @Test
  void handshakes_ofUnknownCost_areTakenForAMillisecondEach() {
    assertThat(enterAll(load(1))).isEqualTo(1_751);
    assertThat(enterAll(load(2))).isEqualTo(3_501);
  }

  @Test
  void handshakes_thatWereTimed_areTakenForWhatTheyCost() {
    HandshakeLoad load = load(1);
    time(load, 99, Duration.ofMillis(10));
    assertThat(enterAll(load)).isEqualTo(1_751);
    time(load, 1, Duration.ofMillis(10));
    assertThat(load.enter()).isFalse();
    HandshakeLoad slow = load(1);
    time(slow, 100, Duration.ofMillis(10));
    assertThat(enterAll(slow)).isEqualTo(176);
  }

  @Test
  void handshakes_thatCostTooMuchAltogether_haveRoomForFiftyAllTheSame() {
    HandshakeLoad load = load(1);
    time(load, 100, Duration.ofSeconds(1));
    assertThat(enterAll(load)).isEqualTo(ALWAYS_ROOM);
  }

  @Test
  void place_thatWasGivenBack_isTakenAgain() {
    HandshakeLoad load = load(1);
    maxDelay = Duration.ofMillis(1);
    assertThat(enterAll(load)).isEqualTo(ALWAYS_ROOM);
    load.leave();
    assertThat(load.enter()).isTrue();
    assertThat(load.enter()).isFalse();
  }

  @Test
  void handshake_thatHasWaitedFiveSeconds_isTooOld() {
    HandshakeLoad load = load(1);
    Instant since = load.now();
    now = now.plusMillis(4_999);
    assertThat(load.isTooOld(since)).isFalse();
    now = now.plusMillis(1);
    assertThat(load.isTooOld(since)).isTrue();
  }

  @Test
  void time_thatNobodyCanBelieve_isNotCounted() {
    HandshakeLoad load = load(1);
    time(load, 100, Duration.ofSeconds(3));
    time(load, 100, Duration.ofMillis(-1));
    assertThat(enterAll(load)).isEqualTo(1_751);
  }
}
