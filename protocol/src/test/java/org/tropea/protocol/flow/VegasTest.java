package org.tropea.protocol.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows F04 and F05. */
class VegasTest {
  private final FakeSignals signals = new FakeSignals();

  /** By the values of C tor's own test. */
  @ParameterizedTest
  @MethodSource("vectors")
  void acknowledged_changesTheWindow_asCTorDoes(List<long[]> steps) {
    Vegas vegas = new Vegas(UsualVegas.EXIT, UsualVegas.INCREMENT);
    for (long[] step : steps) {
      signals.setNanos(step[1] * 1000);
      signals.blocked = step[2] == 1;
      vegas.inFlight = step[3];
      vegas.acknowledged(step[0] * 1000, signals);
      long[] state = {
        vegas.roundTrip().average(),
        vegas.roundTrip().least(),
        vegas.window(),
        vegas.inSlowStart() ? 1 : 0,
        vegas.isFull() ? 1 : 0
      };
      assertThat(state).isEqualTo(Arrays.copyOfRange(step, 4, 9));
    }
  }

  static List<List<long[]>> vectors() throws IOException {
    List<List<long[]>> vectors = new ArrayList<>();
    for (String part : text().split("\n\n", -1)) {
      if (!part.startsWith("#")) {
        vectors.add(
            part.lines()
                .map(
                    line -> Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray())
                .toList());
      }
    }
    assertThat(vectors).hasSize(4);
    return vectors;
  }

  private static String text() throws IOException {
    try (InputStream in = VegasTest.class.getResourceAsStream("/vectors/vegas-windows.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void isOpen_asLongAsLessIsInFlightThanTheWindow() {
    Vegas vegas = new Vegas(UsualVegas.EXIT, UsualVegas.INCREMENT);
    for (int cell = 0; cell < 124; cell++) {
      assertThat(vegas.isOpen()).isTrue();
      vegas.sent();
    }
    assertThat(vegas.isOpen()).isFalse();
    signals.passMicros(100_000);
    vegas.acknowledged(0, signals);
    assertThat(vegas.window()).isEqualTo(155);
    assertThat(vegas.inFlight).isEqualTo(93);
  }

  /** Windows that the network would have less than a SENDME answers would never be answered. */
  @ParameterizedTest
  @ValueSource(ints = {1, 31, 125, 254})
  void window_isNeverLessThanASendmeAnswers(int increment) {
    VegasParameters mean =
        new VegasParameters(
            new VegasParameters.Window(31, 31, 31),
            new VegasParameters.SlowStart(1, 100, 1, 0),
            new VegasParameters.Steady(1000, 1, 0, 0, 0),
            new VegasParameters.Fullness(0, 0, false),
            new VegasParameters.Smoothing(1, 2, 2, 0));
    Vegas vegas = new Vegas(mean, increment);
    for (int i = 0; i < 1000; i++) {
      assertThat(vegas.window()).isGreaterThanOrEqualTo(Math.max(31, increment));
      long sentAt = signals.nanoTime();
      for (int cell = 0; cell < increment; cell++) {
        assertThat(vegas.isOpen()).isTrue();
        vegas.sent();
      }
      signals.passMicros(i * 100L);
      vegas.acknowledged(sentAt, signals);
    }
  }

  @Test
  void window_isNeverMoreThanTheNetworkAllows() {
    VegasParameters small =
        new VegasParameters(
            new VegasParameters.Window(124, 124, 500),
            UsualVegas.EXIT.slowStart(),
            UsualVegas.EXIT.steady(),
            UsualVegas.EXIT.fullness(),
            UsualVegas.EXIT.smoothing());
    Vegas vegas = new Vegas(small, UsualVegas.INCREMENT);
    for (int i = 0; i < 100; i++) {
      vegas.inFlight = vegas.window();
      signals.passMicros(100_000);
      vegas.acknowledged(signals.nanoTime() - 100_000_000, signals);
    }
    assertThat(vegas.window()).isEqualTo(500);
  }

  @Test
  void acknowledged_byAClockThatNeverMoved_goesByTheChannelAlone() {
    Vegas vegas = new Vegas(UsualVegas.EXIT, UsualVegas.INCREMENT);
    vegas.inFlight = 124;
    vegas.acknowledged(0, signals);
    assertThat(vegas.window()).as("nothing is known").isEqualTo(124);
    signals.blocked = true;
    signals.queued = 300;
    vegas.inFlight = 124;
    vegas.acknowledged(0, signals);
    assertThat(vegas.inSlowStart()).isFalse();
    assertThat(vegas.window()).as("least, and gamma").isEqualTo(124 + 186);
  }
}
