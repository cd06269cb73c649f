package org.tropea.onionservice.host;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.onionservice.descriptor.ServiceDescription.ProofOfWork;
import org.tropea.onionservice.effort.EffortQueue;
import org.tropea.onionservice.effort.ProofCheck;
import org.tropea.onionservice.effort.ProofGate;
import org.tropea.onionservice.effort.Puzzle;

/**
 * A service's proof of work (rows O15 and O16): clients wait in a queue, those first who have
 * worked more, and where too many come its descriptors suggest more work. As in C tor one client is
 * served between two events of the loop. Confined to the client's loop.
 */
final class EffortDefence {
  private static final Logger log = LoggerFactory.getLogger(EffortDefence.class);
  private static final long PAUSE_MILLIS = 100;

  private final EventExecutor loop;
  private final InstantSource clock;
  private final ProofGate gate;
  private final EffortQueue<ReceivedIntroduction> queue;
  private final IntSupplier underWay;
  private final Consumer<ReceivedIntroduction> serve;
  private Instant nextUpdate;
  private @Nullable Future<?> turn;
  private boolean closed;

  /** Draws its seeds; nobody waits. */
  EffortDefence(
      EventExecutor loop,
      InstantSource clock,
      SecureRandom random,
      EffortQueue.Terms terms,
      Turns turns) {
    Instant now = clock.instant();
    this.loop = loop;
    this.clock = clock;
    this.gate = new ProofGate(random, now);
    this.queue = new EffortQueue<>(terms, now);
    this.underWay = turns.underWay();
    this.serve = turns.serve();
    this.nextUpdate = now.plus(EffortQueue.UPDATE_PERIOD);
  }

  /**
   * Who meets the clients.
   *
   * @param underWay how many are being met
   * @param serve meets the one whose turn it is
   */
  record Turns(IntSupplier underWay, Consumer<ReceivedIntroduction> serve) {}

  /** What clients who know the service by that key may have proved. */
  List<Puzzle> puzzles(Ed25519Identity blinded) {
    return gate.puzzles(blinded);
  }

  /**
   * Queues a client.
   *
   * @return false where its proof was taken before
   */
  boolean add(ReceivedIntroduction introduction, Optional<ProofCheck.Held> proof) {
    OptionalLong effort = proof.map(gate::take).orElse(OptionalLong.of(0));
    if (effort.isEmpty() || closed) {
      return false;
    }
    queue.add(introduction, effort.getAsLong(), clock.instant());
    log.debug("A client waits that has proved an effort of {}", effort.getAsLong());
    schedule(0);
    return true;
  }

  private void schedule(long millis) {
    if (turn == null && !closed) {
      turn = loop.schedule(this::turn, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void turn() {
    turn = null;
    if (closed) {
      return;
    }
    Optional<ReceivedIntroduction> next = queue.next(clock.instant(), underWay.getAsInt());
    next.ifPresent(serve);
    if (queue.size() > 0) {
      schedule(next.isPresent() ? 0 : PAUSE_MILLIS);
    }
  }

  /** Draws a new seed, and suggests an effort anew, where that is due. */
  void look() {
    Instant now = clock.instant();
    gate.renew(now);
    if (!now.isBefore(nextUpdate)) {
      queue.update();
      nextUpdate = now.plus(EffortQueue.UPDATE_PERIOD);
    }
  }

  /** What clients are to be told. */
  ProofOfWork told() {
    return new ProofOfWork(gate.seed(), queue.suggested(), gate.expires());
  }

  /** Whether those who were told {@code last} have to be told again. */
  boolean isNews(ProofOfWork last) {
    return !last.seed().equals(gate.seed()) || queue.isNews(last.effort());
  }

  /** How many clients wait. */
  int waiting() {
    return queue.size();
  }

  /** Nobody's turn comes any more. */
  void close() {
    closed = true;
    if (turn != null) {
      turn.cancel(false);
    }
  }
}
