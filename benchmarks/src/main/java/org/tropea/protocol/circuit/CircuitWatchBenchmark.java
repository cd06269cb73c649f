package org.tropea.protocol.circuit;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.tropea.protocol.cell.DestroyReason;

/**
 * What it costs to observe circuits, with nobody listening and with a listener: of each cell, where
 * 31 come with a read, and of a whole life.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CircuitWatchBenchmark {
  private static final int CELLS = 31;
  private static final int DATA = 498;

  /** Who listens. */
  @Param({"silent", "observed"})
  public String watch = "silent";

  private CircuitWatch circuits = CircuitWatch.silent();
  private CircuitTally tally = circuits.launch(CircuitPurpose.GENERAL, List.of());

  /** An open circuit. */
  @Setup
  public void open() {
    circuits = watch.equals("observed") ? new CircuitWatch(new Listener()) : CircuitWatch.silent();
    tally = circuits.launch(CircuitPurpose.GENERAL, List.of());
  }

  /** What a cell of data adds to what the circuit does with it anyway. */
  @Benchmark
  @OperationsPerInvocation(CELLS)
  public void cell() {
    for (int i = 0; i < CELLS; i++) {
      tally.cellCame();
      tally.dataCame(DATA);
    }
    tally.tell();
  }

  /** From the launch of a circuit of three hops to its end. */
  @Benchmark
  public CircuitTally life() {
    CircuitTally mortal = circuits.launch(CircuitPurpose.GENERAL, List.of());
    for (int hop = 0; hop < 3; hop++) {
      mortal.grew();
    }
    mortal.end(DestroyReason.FINISHED);
    return mortal;
  }

  /** What was counted. */
  public CircuitTotals totals() {
    return circuits.totals();
  }

  private static final class Listener implements CircuitObserver {
    private long events;

    @Override
    public void launched(CircuitFacts circuit) {
      events++;
    }

    @Override
    public void failed(CircuitFacts circuit, CloseReason why) {
      events++;
    }

    @Override
    public String toString() {
      return events + " events";
    }
  }
}
