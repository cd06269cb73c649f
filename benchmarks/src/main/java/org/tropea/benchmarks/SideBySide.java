package org.tropea.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;

/**
 * Prints the table of whole processes: {@code [--pairs N] [--megabytes N] [--rows
 * carry,tor1,stream,conflux,echo,circuits,testnet,start,memory,loops]}.
 */
public final class SideBySide {
  /** The rows that need no network. */
  private static final Set<String> LONE = Set.of("memory", "loops");

  private static final long MEGABYTE = 1_000_000;

  private final long started = System.nanoTime();
  private int failures;
  private int pairs = 5;
  private int megabytes = 40;
  private List<String> wanted =
      List.of(
          "carry",
          "tor1",
          "stream",
          "conflux",
          "echo",
          "circuits",
          "loops",
          "memory",
          "start",
          "testnet");

  private SideBySide() {}

  /** Starts all it needs, measures, prints Markdown on standard output, and ends all. */
  public static void main(String[] arguments) throws Exception {
    SideBySide run = new SideBySide();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      run.option(arguments[i], arguments[i + 1]);
    }
    System.out.println("C tor " + Scene.PROGRAMS.version() + ".");
    if (!BareLoop.isThere()) {
      System.out.println("No bare loop in C: benchmarks/run says why.");
    }
    System.out.println();
    List<Row> rows = run.measure(Files.createTempDirectory("tropea-benchmarks"));
    run.say("all measured");
    System.out.println("| what | ours | C tor | ratio | target | ratio of the pairs |");
    System.out.println("|---|---|---|---|---|---|");
    rows.forEach(row -> System.out.println(row.markdown()));
    if (run.failures > 0) {
      System.out.println();
      System.out.println(run.failures + " pairs failed and are left out.");
    }
    System.exit(run.failures == 0 ? 0 : 1);
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
    try (Traffic traffic = new Traffic()) {
      LoneRelays lone = new LoneRelays(folder.resolve("lone"), traffic);
      if (LONE.containsAll(wanted)) {
        measureMemory(lone);
      } else {
        say("starting a network of C tor");
        try (Scene scene = new Scene(folder)) {
          say("ours join it");
          Future<Void> joined =
              traffic.submit(
                  () -> {
                    scene.join();
                    return null;
                  });
          // Meanwhile, since joining is waiting, and these figures are no times.
          measureMemory(lone);
          joined.get();
          inNetwork(scene, rows);
        }
      }
      if (wanted.contains("memory")) {
        rows.addAll(lone.memoryRows());
      }
      if (wanted.contains("loops")) {
        pairs("event loops", () -> lone.measureLoops(megabytes * MEGABYTE));
        rows.add(lone.loopsRow());
      }
    }
    return rows;
  }

  private void measureMemory(LoneRelays lone) {
    if (wanted.contains("memory")) {
      pairs("memory", lone::measureMemory);
    }
  }

  private void inNetwork(Scene scene, List<Row> rows) throws Exception {
    CarryRows carry = new CarryRows(scene, megabytes * MEGABYTE);
    if (wanted.contains("profile")) {
      carry.repeat(pairs);
    }
    if (wanted.contains("carry")) {
      say("warming up");
      carry.warmUp();
      pairs("bytes per CPU second", carry::measure);
      rows.addAll(carry.rows());
    }
    if (wanted.contains("tor1")) {
      Tor1Rows tor1 = new Tor1Rows(scene, megabytes * MEGABYTE);
      say("warming up");
      tor1.warmUp();
      pairs("bytes per CPU second with tor1", tor1::measure);
      rows.addAll(tor1.rows());
    }
    if (wanted.contains("stream")) {
      StreamRow stream = new StreamRow(scene);
      pairs("one stream", stream::measure);
      rows.add(stream.row());
    }
    if (wanted.contains("conflux")) {
      ConfluxRow conflux = new ConfluxRow(scene);
      pairs("two legs beside one", conflux::measure);
      rows.add(conflux.row());
    }
    if (wanted.contains("echo")) {
      EchoRows echo = new EchoRows(scene);
      pairs("echo beside a download", echo::measure);
      rows.addAll(echo.rows());
    }
    if (wanted.contains("circuits")) {
      CircuitRows circuits = new CircuitRows(scene);
      say("warming up");
      circuits.warmUp();
      pairs("circuits", circuits::measure);
      rows.addAll(circuits.rows());
    }
    if (wanted.contains("testnet")) {
      TestnetRow testnet = new TestnetRow();
      pairs("testnet", testnet::measure);
      rows.add(testnet.beside(scene.ctorSeconds));
    }
    if (wanted.contains("start")) {
      StartRows start = new StartRows(scene);
      pairs("starts", start::measure);
      rows.addAll(start.rows());
    }
  }

  /** What measures one pair. */
  private interface Pair {
    void measure() throws Exception;
  }

  /** Measures all pairs; one that fails is left out, and said. */
  private void pairs(String what, Pair pair) {
    for (int i = 1; i <= pairs; i++) {
      say(what + ", pair " + i);
      try {
        pair.measure();
      } catch (Exception | AssertionError e) {
        failures++;
        say("failed: " + e);
      }
    }
  }

  private void say(String what) {
    System.err.printf("== %.0f s: %s%n", (System.nanoTime() - started) / 1e9, what);
  }
}
