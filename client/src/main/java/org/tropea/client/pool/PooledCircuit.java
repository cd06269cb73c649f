package org.tropea.client.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.client.path.Path;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.circuit.OriginSet;
import org.tropea.protocol.circuit.WayOut;

/** A circuit of the pool, or a set of linked ones, and whose it is. Confined to the pool's loop. */
public final class PooledCircuit {
  private final WayOut circuit;
  private final List<Path> paths;
  private final Instant unusedUntil;
  private @Nullable Sharing sharing;
  private @Nullable Instant firstUsed;
  private boolean retired;

  /**
   * @param paths of each circuit, all to the same exit
   * @param unusedUntil when it is given up where nobody has used it
   */
  PooledCircuit(WayOut circuit, List<Path> paths, Instant unusedUntil) {
    this.circuit = circuit;
    this.unusedUntil = unusedUntil;
    this.paths = List.copyOf(paths);
  }

  /** What its streams leave by. */
  public WayOut circuit() {
    return circuit;
  }

  /** Its last relay. */
  public Relay exit() {
    return paths.get(0).last();
  }

  /** The relays behind the first of each circuit. */
  public List<Relay> behindFirst() {
    return paths.stream().flatMap(path -> path.behindFirst().stream()).distinct().toList();
  }

  /** The relays it passes, circuit by circuit. */
  List<Path> paths() {
    return paths;
  }

  /** Whether it is a conflux set. */
  boolean isSet() {
    return circuit instanceof OriginSet;
  }

  /** Whether a stream was ever given to it. */
  boolean isUsed() {
    return sharing != null;
  }

  /** Whether no stream was ever given to it. */
  boolean isClean() {
    return sharing == null && !retired && circuit.isOpen();
  }

  /** Whether a stream may use it now. */
  boolean fits(Usage.Exit usage, Instant now, Duration maxDirtiness) {
    if (retired || !circuit.isOpen() || !paths.stream().allMatch(usage::isMetBy)) {
      return false;
    }
    return sharing == null
        || (sharing.admits(usage.isolation())
            && firstUsed != null
            && now.isBefore(firstUsed.plus(maxDirtiness)));
  }

  /** Gives it to a stream that it fits: those that must not share it never get it again. */
  void use(Isolation owner, Instant now) {
    if (sharing == null) {
      firstUsed = now;
      sharing = new Sharing(owner);
      return;
    }
    sharing.add(owner);
    if (owner.lasting()) {
      firstUsed = now;
    }
  }

  /** No new streams: what it carries may end in peace. */
  void retire() {
    retired = true;
  }

  /** Whether nothing can come of it any more. */
  boolean isSpent(Instant now, Duration maxDirtiness) {
    if (!circuit.isOpen()) {
      return true;
    }
    Instant end = firstUsed == null ? unusedUntil : firstUsed.plus(maxDirtiness);
    return (retired || !now.isBefore(end)) && circuit.streams().isIdle();
  }
}
