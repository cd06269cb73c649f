package org.tropea.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux and the JVM say of a running process. */
final class ProcessFigures {
  /** Linux counts in ticks of 10 ms, whatever the kernel's own tick. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int UTIME = 11;
  private static final int STIME = 12;

  private ProcessFigures() {}

  /** Processor seconds used so far, user and system, all threads. */
  static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
  }

  /** Memory it holds (VmRSS), in bytes. */
  static long residentBytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no VmRSS for process " + pid);
  }

  /**
   * Memory that {@code pid} cannot do without: for a JVM whose whole heap was touched at its start,
   * the live objects and all that lies outside of the heap; for any other process what it holds.
   */
  static long neededBytes(long pid) throws IOException, InterruptedException {
    if (!Path.of("/proc/" + pid + "/exe").toRealPath().endsWith("java")) {
      return residentBytes(pid);
    }
    return liveHeapBytes(pid) + residentBytes(pid);
  }

  private static long liveHeapBytes(long pid) throws IOException, InterruptedException {
    Path java = Path.of("/proc/" + pid + "/exe").toRealPath();
    Process jcmd =
        new ProcessBuilder(
                java.resolveSibling("jcmd").toString(), Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    List<String> lines = output.lines().filter(line -> line.startsWith("Total")).toList();
    if (lines.isEmpty()) {
      throw new IOException("jcmd says no total: " + output);
    }
    return Long.parseLong(lines.get(0).strip().split("\\s+", -1)[2]);
  }

  /** The java program and its options, up to {@code -jar}, of a process. */
  static List<String> javaCommand(long pid) throws IOException {
    String line = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
    List<String> words = List.of(line.split("\0", -1));
    return words.subList(0, words.indexOf("-jar"));
  }
}
