package org.tropea.protocol.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Vegas on a path in virtual time, where a product of bandwidth and delay is at least that of two
 * of its queues. Rows F04 and F05; TROVE-2022-001; case message-21.
 */
class VegasSimulationTest {
  @ParameterizedTest
  @CsvSource({"1000,400", "2000,200", "4000,100", "4000,400", "8000,50", "8000,400", "20000,200"})
  void oneFlow_fillsThePath_andHardlyItsQueue(int cellsPerSecond, int roundTripMillis) {
    SimulatedPath path = new SimulatedPath(cellsPerSecond, roundTripMillis);
    path.begin(UsualVegas.EXIT, 0);
    path.pass(20_000);
    long warm = path.delivered();
    path.pass(60_000);
    int fitting = cellsPerSecond / 1000 * roundTripMillis;
    assertThat(path.delivered() - warm).isGreaterThanOrEqualTo(60L * cellsPerSecond * 9 / 10);
    assertThat(path.greatestQueue()).as("from the start").isLessThanOrEqualTo(fitting * 3 / 2);
  }

  @Test
  void onionAndMeasuringPaths_fillThem_too() {
    for (VegasParameters parameters : new VegasParameters[] {UsualVegas.ONION, UsualVegas.SBWS}) {
      SimulatedPath path = new SimulatedPath(4000, 200);
      path.begin(parameters, 0);
      path.pass(20_000);
      long warm = path.delivered();
      path.pass(60_000);
      assertThat(path.delivered() - warm).isGreaterThanOrEqualTo(60L * 4000 * 9 / 10);
      assertThat(path.greatestQueue()).isLessThanOrEqualTo(800 * 3 / 2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 37, 150, 1000})
  void twoFlows_shareThePath(int laterMillis) {
    SimulatedPath path = new SimulatedPath(4000, 200);
    SimulatedPath.Flow first = path.begin(UsualVegas.EXIT, 0);
    SimulatedPath.Flow second = path.begin(UsualVegas.EXIT, laterMillis);
    path.pass(20_000);
    long firsts = first.delivered();
    long seconds = second.delivered();
    path.pass(60_000);
    firsts = first.delivered() - firsts;
    seconds = second.delivered() - seconds;
    assertThat(firsts + seconds).isGreaterThanOrEqualTo(60L * 4000 * 9 / 10);
    assertThat(firsts).isCloseTo(seconds, withinPercentage(20));
    assertThat(path.greatestQueue()).isLessThanOrEqualTo(800 * 3 / 2);
  }

  @Test
  void aFlowThatIsLeftAlone_takesThePath() {
    SimulatedPath path = new SimulatedPath(4000, 200);
    SimulatedPath.Flow first = path.begin(UsualVegas.EXIT, 0);
    SimulatedPath.Flow second = path.begin(UsualVegas.EXIT, 0);
    path.pass(30_000);
    second.pause();
    path.pass(10_000);
    long before = first.delivered();
    path.pass(10_000);
    assertThat(first.delivered() - before).isGreaterThanOrEqualTo(10L * 4000 * 9 / 10);
  }

  @Test
  void anIdleFlow_keepsItsWindow_butDoesNotLetItGrow() {
    SimulatedPath path = new SimulatedPath(4000, 200);
    SimulatedPath.Flow flow = path.begin(UsualVegas.EXIT, 0);
    path.pass(20_000);
    long window = flow.vegas().window();
    flow.pause();
    path.pass(60_000);
    assertThat(flow.vegas().window()).isLessThanOrEqualTo(window);
    flow.resume();
    long before = flow.delivered();
    path.pass(10_000);
    assertThat(flow.delivered() - before).isGreaterThanOrEqualTo(10L * 4000 * 9 / 10);
  }

  /** The clock of a machine that slept, or was set: both ways, and by as much as C tor asks. */
  @ParameterizedTest
  @CsvSource({"1000000", "3600000", "86400000", "-100", "-1000000"})
  void aClockThatJumped_leavesNoTrace(long millis) {
    SimulatedPath path = new SimulatedPath(4000, 200);
    SimulatedPath.Flow flow = path.begin(UsualVegas.EXIT, 0);
    path.pass(20_000);
    flow.clockOffset = millis * 1_000_000;
    // A wrong time may have cost much of the window, which then grows as slowly as it always does.
    path.pass(60_000);
    long before = flow.delivered();
    path.greatestQueue();
    path.pass(10_000);
    assertThat(flow.delivered() - before).isGreaterThanOrEqualTo(10L * 4000 * 9 / 10);
    assertThat(path.greatestQueue()).isLessThanOrEqualTo(800 * 3 / 2);
  }

  @Test
  void aClockThatJumpedInSlowStart_leavesNoTrace() {
    SimulatedPath path = new SimulatedPath(4000, 200);
    SimulatedPath.Flow flow = path.begin(UsualVegas.EXIT, 0);
    path.pass(300);
    flow.clockOffset = 3_600_000_000_000L;
    path.pass(60_000);
    assertThat(flow.vegas().inSlowStart()).isFalse();
    long before = flow.delivered();
    path.pass(10_000);
    assertThat(flow.delivered() - before).isGreaterThanOrEqualTo(10L * 4000 * 9 / 10);
  }

  @Test
  void aClockThatStoodStill_isBelievedAgain() {
    SimulatedPath path = new SimulatedPath(4000, 200);
    SimulatedPath.Flow flow = path.begin(UsualVegas.EXIT, 0);
    path.pass(20_000);
    flow.clockStopped = true;
    long before = flow.delivered();
    path.pass(10_000);
    assertThat(flow.delivered() - before).as("meanwhile").isGreaterThanOrEqualTo(36_000);
    flow.clockStopped = false;
    path.pass(60_000);
    assertThat(flow.vegas().roundTrip().isStalled()).isFalse();
    before = flow.delivered();
    path.pass(10_000);
    assertThat(flow.delivered() - before).isGreaterThanOrEqualTo(36_000);
  }

  @Test
  void aClockThatNeverMoved_leavesTheFirstWindow() {
    SimulatedPath path = new SimulatedPath(4000, 200);
    SimulatedPath.Flow flow = path.begin(UsualVegas.EXIT, 0);
    flow.clockStopped = true;
    path.pass(10_000);
    assertThat(flow.vegas().window()).isEqualTo(124);
    assertThat(flow.delivered()).as("a window for each round trip").isGreaterThan(124 * 45);
  }
}
