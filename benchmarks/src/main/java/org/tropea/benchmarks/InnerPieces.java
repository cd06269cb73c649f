package org.tropea.benchmarks;

import java.util.Collection;
import java.util.Locale;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the JMH benchmarks, briefly, and prints a Markdown table; takes JMH's own options. */
public final class InnerPieces {
  private static final int FORKS = 1;
  private static final int WARM_UPS = 3;
  private static final int MEASUREMENTS = 5;
  private static final TimeValue ITERATION = TimeValue.milliseconds(400);

  private InnerPieces() {}

  /** The table goes to standard output. */
  public static void main(String[] arguments) throws Exception {
    var options =
        new OptionsBuilder()
            .parent(new CommandLineOptions(arguments))
            .forks(FORKS)
            .warmupIterations(WARM_UPS)
            .warmupTime(ITERATION)
            .measurementIterations(MEASUREMENTS)
            .measurementTime(ITERATION)
            .jvmArgsAppend(jvm())
            .verbosity(org.openjdk.jmh.runner.options.VerboseMode.SILENT)
            .build();
    Collection<RunResult> results = new Runner(options).run();
    TreeMap<String, String> lines = new TreeMap<>();
    for (RunResult result : results) {
      var parameters = result.getParams();
      StringBuilder name =
          new StringBuilder(parameters.getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1"));
      for (String key : parameters.getParamsKeys()) {
        name.append(", ").append(key).append(' ').append(parameters.getParam(key));
      }
      var score = result.getPrimaryResult();
      lines.put(
          name.toString(),
          String.format(
              Locale.ROOT,
              "| %s | %.3f | ± %.3f | %s |",
              name,
              score.getScore(),
              score.getScoreError(),
              score.getScoreUnit()));
    }
    System.out.println("| inner piece | figure | error (99.9 %) | unit |");
    System.out.println("|---|---|---|---|");
    lines.values().forEach(System.out::println);
  }

  /**
   * As the executable jar and its script have it; newer JVMs would print warnings of what libraries
   * use into the table. These options replace what an annotation of a benchmark says.
   */
  private static String[] jvm() {
    String open = "--add-opens=java.base/com.sun.crypto.provider=ALL-UNNAMED";
    return Runtime.version().feature() < 24
        ? new String[] {open}
        : new String[] {
          open, "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"
        };
  }
}
