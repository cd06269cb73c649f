package org.tropea.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints what a process of ours holds and does, beside the bars: names of lines, or all but held.
 */
public final class Limits {
  /** Takes ten minutes, so it has to be named. */
  private static final String HELD = "held";

  private Limits() {}

  /** What measures some lines. */
  private interface Run {
    List<Limit> measure() throws Exception;
  }

  /** Starts all it needs, prints Markdown on standard output, and ends all. */
  public static void main(String[] arguments) throws Exception {
    List<String> wanted = List.of(arguments);
    int failures = 0;
    System.out.println("| what | ours | bar | |");
    System.out.println("|---|---|---|---|");
    try (Traffic traffic = new Traffic()) {
      Path folder = Files.createTempDirectory("tropea-benchmarks");
      LimitRuns runs = new LimitRuns(folder, traffic);
      NetworkLimits network = new NetworkLimits(folder, traffic);
      Map<String, Run> all = new LinkedHashMap<>();
      all.put("links", runs::links);
      all.put("circuits", runs::circuits);
      all.put("exit", runs::exitStreams);
      all.put("socks", runs::socksStreams);
      all.put("tail", runs::tail);
      all.put("rss", network::resident);
      all.put("recovery", network::recovery);
      all.put(HELD, runs::held);
      for (Map.Entry<String, Run> run : all.entrySet()) {
        if (wanted.isEmpty() ? !run.getKey().equals(HELD) : wanted.contains(run.getKey())) {
          System.err.println("== " + run.getKey());
          try {
            run.getValue().measure().forEach(limit -> System.out.println(limit.markdown()));
          } catch (Exception | AssertionError e) {
            failures++;
            System.out.println("| " + run.getKey() + " | failed | | missed |");
            System.err.println("failed: " + e);
          }
        }
      }
    }
    System.exit(failures == 0 ? 0 : 1);
  }
}
