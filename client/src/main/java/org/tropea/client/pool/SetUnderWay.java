package org.tropea.client.pool;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.path.GuardedPath;
import org.tropea.client.path.NoPathException;
import org.tropea.client.path.Path;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginSet;

/**
 * A conflux set whose legs are being built and linked. A leg that comes to nothing is made good
 * for, while others are there and the tries last, as by C tor. Confined to the pool's loop.
 */
final class SetUnderWay {
  private static final Logger log = LoggerFactory.getLogger(SetUnderWay.class);

  private final OriginSet set;
  private final ConfluxPlan plan;
  private final Duration patience;
  private final Steps steps;
  private final List<Leg> legs = new ArrayList<>(2);
  private int launched;
  private boolean over;

  /** What whoever makes the set does for it. */
  interface Steps {
    /**
     * Another path to the exit of those; the first one where there are none.
     *
     * @throws NoPathException when there is none
     */
    GuardedPath path(List<Path> others) throws NoPathException;

    /** Builds a circuit along that path. */
    Future<OriginCircuit> build(GuardedPath path);

    /** It is linked. */
    void done(OriginSet set, List<Path> paths);

    /** It came to nothing, and nothing is left of it. */
    void failed();
  }

  private static final class Leg {
    private final Path path;
    private boolean agreed;

    Leg(Path path) {
      this.path = path;
    }
  }

  /**
   * @param patience how long an exit may take to agree
   */
  SetUnderWay(OriginSet set, ConfluxPlan plan, Duration patience, Steps steps) {
    this.set = set;
    this.plan = plan;
    this.patience = patience;
    this.steps = steps;
  }

  void start() {
    for (int i = 0; i < plan.legs() && !over; i++) {
      launch();
    }
  }

  /** Gives it up: nothing is left of it. */
  void giveUp() {
    if (!over) {
      over = true;
      set.destroy(DestroyReason.FINISHED);
      steps.failed();
    }
  }

  private void launch() {
    if (launched == plan.launches()) {
      log.debug("A conflux set is given up: too many of its legs came to nothing");
      giveUp();
      return;
    }
    launched++;
    try {
      GuardedPath path = steps.path(paths());
      Leg leg = new Leg(path.path());
      legs.add(leg);
      steps
          .build(path)
          .addListener(
              (Future<OriginCircuit> built) -> {
                if (built.isSuccess()) {
                  ask(leg, built.getNow());
                } else {
                  lost(leg);
                }
              });
    } catch (NoPathException e) {
      log.debug("A conflux set is given up: {}", e.getMessage());
      giveUp();
    }
  }

  private List<Path> paths() {
    return legs.stream().map(leg -> leg.path).toList();
  }

  private void ask(Leg leg, OriginCircuit circuit) {
    if (over) {
      circuit.destroy(DestroyReason.FINISHED);
      return;
    }
    Future<OriginCircuit> asked = set.ask(circuit);
    Future<?> timeout =
        circuit
            .loop()
            .schedule(
                () -> circuit.destroy(DestroyReason.TIMEOUT),
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
    asked.addListener(
        answer -> {
          timeout.cancel(false);
          if (answer.isSuccess()) {
            leg.agreed = true;
            completeOnceAllAgreed();
          }
        });
    circuit.closed().addListener(gone -> lost(leg));
  }

  private void completeOnceAllAgreed() {
    if (!over && legs.size() == plan.legs() && legs.stream().allMatch(leg -> leg.agreed)) {
      over = true;
      set.complete();
      steps.done(set, paths());
    }
  }

  /** Where no other is there any more, the whole set is begun anew, as by C tor. */
  private void lost(Leg leg) {
    if (over || !legs.remove(leg)) {
      return;
    }
    if (legs.isEmpty()) {
      giveUp();
    } else {
      launch();
    }
  }
}
