package org.tropea.command;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;

/** What this process took so far. Immutable, any thread. */
record ProcessFigures(InstantSource clock) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";
  private static final int KILOBYTE = 1024;

  /**
   * The time since Java was started, its own start included. The script's is left out: a tenth of a
   * second, or minutes where it builds.
   */
  Duration sinceStart() {
    Instant start = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    return Duration.between(start, clock.instant());
  }

  /** The most memory it held at once, in bytes, by Linux's count (VmHWM); nothing elsewhere. */
  static OptionalLong peakMemory() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(PEAK))
          .mapToLong(line -> KILOBYTE * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
