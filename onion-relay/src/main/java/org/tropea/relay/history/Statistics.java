package org.tropea.relay.history;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What a relay counts for a day and then publishes in its extra-info document (row R14). Confined
 * to its owner's loop, but for {@link #exits}.
 */
public final class Statistics {
  private final Executor documents;
  private final RandomGenerator random;
  private final StatisticsFile services;
  private final StatisticsFile exits;
  private final ExitStatistics exitPorts = new ExitStatistics();
  private long cellsBefore;

  /**
   * Reads what the last days said from the folder {@code stats} of the data directory, which
   * blocks.
   *
   * @param random of which noise is made
   */
  public Statistics(Path dataDirectory, Instant now, Executor documents, RandomGenerator random) {
    Path folder = dataDirectory.resolve("stats");
    this.documents = documents;
    this.random = random;
    this.services =
        new StatisticsFile(folder.resolve("hidserv-v3-stats"), ServiceStatistics.KEYWORD, now);
    this.exits = new StatisticsFile(folder.resolve("exit-stats"), ExitStatistics.KEYWORD, now);
  }

  /** What streams that leave are counted by. */
  public ExitStatistics exits() {
    return exitPorts;
  }

  /** How many services uploaded a descriptor since it was asked last. */
  public interface Seen {
    long take();
  }

  /**
   * Each second: where a day is over, what was counted is published from now on.
   *
   * @param cells relay cells between circuits that met, since the start
   */
  public void look(Instant now, StatisticsSettings settings, long cells, Seen seen) {
    if (settings.services()) {
      services.look(
          now,
          (end, seconds) -> {
            long before = cellsBefore;
            cellsBefore = cells;
            return ServiceStatistics.lines(end, seconds, cells - before, seen.take(), random);
          },
          documents);
    }
    if (settings.exitPorts()) {
      exits.look(now, exitPorts::lines, documents);
    }
  }

  /** What is published now, in the order of C tor. */
  public List<String> lines(Instant now, StatisticsSettings settings) {
    List<String> lines = new ArrayList<>();
    if (settings.services()) {
      lines.addAll(services.lines(now));
    }
    if (settings.exitPorts()) {
      lines.addAll(exits.lines(now));
    }
    return lines;
  }
}
