package org.tropea.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prints the table of whole processes: {@code [--pairs N] [--megabytes N] [--rows
 * carry,echo,circuits,memory,start]}.
 */
public final class SideBySide {
  private int pairs = 5;
  private int megabytes = 50;
  private List<String> wanted =
      List.of("carry", "echo", "circuits", "loops", "memory", "start", "testnet");

  private SideBySide() {}

  /** Starts all it needs, measures, prints Markdown on standard output, and ends all. */
  public static void main(String[] arguments) throws Exception {
    SideBySide run = new SideBySide();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      run.option(arguments[i], arguments[i + 1]);
    }
    List<Row> rows = run.measure(Files.createTempDirectory("tropea-benchmarks"));
    System.out.println("| what | ours | C tor | ratio | target | ratio of the pairs |");
    System.out.println("|---|---|---|---|---|---|");
    rows.forEach(row -> System.out.println(row.markdown()));
    System.exit(0);
  }

  private void option(String name, String value) {
    switch (name) {
      case "--pairs" -> pairs = Integer.parseInt(value);
      case "--megabytes" -> megabytes = Integer.parseInt(value);
      case "--rows" -> wanted = Arrays.asList(value.split(",", -1));
      default -> throw new IllegalArgumentException("unknown option " + name);
    }
  }

  private List<Row> measure(Path folder) throws Exception {
    List<Row> rows = new ArrayList<>();
    say("starting a network of C tor and ours");
    try (Scene scene = new Scene(folder)) {
      if (wanted.contains("profile")) {
        new CarryRows(scene, megabytes * 1_000_000L).repeat(pairs);
      }
      if (wanted.contains("carry")) {
        CarryRows carry = new CarryRows(scene, megabytes * 1_000_000L);
        say("warming up");
        carry.warmUp();
        for (int i = 0; i < pairs; i++) {
          say("bytes per CPU second, pair " + (i + 1));
          carry.measure();
        }
        rows.addAll(carry.rows());
      }
    }
    return rows;
  }

  private static void say(String what) {
    System.err.println("== " + what);
  }
}
