package org.tropea.relay.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsTest {
  private static final Instant NOW = Instant.parse("2026-11-28T13:10:20Z");
  private static final Instant DAY = NOW.plus(Duration.ofDays(1));
  private static final StatisticsSettings ALL = new StatisticsSettings(true, true, true, true);

  /** In the middle of Laplace's distribution there is no noise. */
  private static final RandomGenerator NO_NOISE =
      new Random(1) {
        private static final long serialVersionUID = 1;

        @Override
        public double nextDouble() {
          return 0.5;
        }
      };

  @TempDir private Path folder;

  private Statistics statistics(Instant now) {
    return new Statistics(folder, now, Runnable::run, NO_NOISE);
  }

  @Test
  void day_isPublishedWhenItIsOver_inTheLinesOfCtor() {
    Statistics statistics = statistics(NOW);
    statistics.exits().opened(80);
    statistics.exits().carried(80, 1_025, 10_240);
    for (int port = 1000; port < 1011; port++) {
      statistics.exits().opened(port);
      statistics.exits().carried(port, port, 0);
    }
    statistics.look(DAY.minusSeconds(1), ALL, 5_000, () -> 9);
    assertThat(statistics.lines(DAY, ALL)).isEmpty();
    statistics.look(DAY, ALL, 5_000, () -> 9);
    assertThat(statistics.lines(DAY, ALL))
        .containsExactly(
            "hidserv-v3-stats-end 2026-11-29 13:10:20 (86400 s)",
            "hidserv-rend-v3-relayed-cells 5120 delta_f=2048 epsilon=0.30 bin_size=1024",
            "hidserv-dir-v3-onions-seen 16 delta_f=8 epsilon=0.30 bin_size=8",
            "exit-stats-end 2026-11-29 13:10:20 (86400 s)",
            "exit-kibibytes-written "
                + "80=2,1002=1,1003=1,1004=1,1005=1,1006=1,1007=1,1008=1,1009=1,1010=1,other=2",
            "exit-kibibytes-read 80=10,other=0",
            "exit-streams-opened "
                + "80=4,1002=4,1003=4,1004=4,1005=4,1006=4,1007=4,1008=4,1009=4,1010=4,other=4");
  }

  @Test
  void nextDay_countsAnew_andWhatIsOldIsNotPublished() {
    Statistics statistics = statistics(NOW);
    statistics.look(DAY, ALL, 5_000, () -> 9);
    Instant next = DAY.plus(Duration.ofDays(1));
    statistics.look(next, ALL, 5_001, () -> 0);
    assertThat(statistics.lines(next, ALL))
        .contains(
            "hidserv-rend-v3-relayed-cells 1024 delta_f=2048 epsilon=0.30 bin_size=1024",
            "hidserv-dir-v3-onions-seen 0 delta_f=8 epsilon=0.30 bin_size=8");
    assertThat(statistics.lines(next.plus(Duration.ofHours(26)), ALL)).isEmpty();
  }

  @Test
  void fileOfTheLastDay_isPublishedByWhoStartsAnew() throws Exception {
    statistics(NOW).look(DAY, ALL, 5_000, () -> 9);
    List<String> lines = statistics(DAY).lines(DAY.plusSeconds(60), ALL);
    assertThat(lines).hasSize(7);
    assertThat(Files.readAllLines(folder.resolve("stats/hidserv-v3-stats")))
        .isEqualTo(lines.subList(0, 3));
    assertThat(statistics(DAY).lines(DAY, new StatisticsSettings(true, false, false, true)))
        .isEmpty();
  }

  @Test
  void damagedFile_isLeftOut() throws Exception {
    Files.createDirectory(folder.resolve("stats"));
    Files.writeString(folder.resolve("stats/exit-stats"), "exit-stats-end never\n");
    assertThat(statistics(NOW).lines(NOW, ALL)).isEmpty();
  }

  @Test
  void noise_hasTheSpreadOfLaplace() {
    Random random = new Random(7);
    double b = 8 / 0.3;
    double sum = 0;
    double spread = 0;
    int count = 200_000;
    for (int i = 0; i < count; i++) {
      long noise = ServiceStatistics.noise(b, random.nextDouble());
      sum += noise;
      spread += Math.abs(noise);
    }
    assertThat(sum / count).isCloseTo(0, within(0.5));
    assertThat(spread / count).isCloseTo(b, within(1.0));
  }
}
