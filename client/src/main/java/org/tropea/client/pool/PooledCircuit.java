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
  private final Instant idleEnd;
  private @Nullable Sharing sharing;
  private @Nullable Instant firstUsed;
  private int identity;
  private boolean retired;

  /**
   * @param paths of each circuit, all to the same exit
   * @param idleEnd until when it is kept where nobody uses it
   */
  PooledCircuit(WayOut circuit, List<Path> paths, Instant idleEnd) {
    this.circuit = circuit;
    this.paths = List.copyOf(paths);
    this.idleEnd = idleEnd;
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

  /** Since when it is used; the beginning of time where it is not. */
  Instant firstUsed() {
    return firstUsed == null ? Instant.MIN : firstUsed;
  }

  /** Whether a stream may use it now. */
  boolean fits(Asked asked, Instant now, Duration maxDirtiness) {
    Usage.Exit usage = asked.usage();
    if (retired || !circuit.isOpen() || !paths.stream().allMatch(asked::isMetBy)) {
      return false;
    }
    return sharing == null
        || (identity == asked.identity()
            && sharing.admits(usage.isolation())
            && firstUsed != null
            && now.isBefore(firstUsed.plus(maxDirtiness)));
  }

  /** Gives it to a stream that it fits: those that must not share it never get it again. */
  void use(Asked asked, Instant now) {
    Isolation isolation = asked.usage().isolation();
    if (sharing == null) {
      firstUsed = now;
      identity = asked.identity();
      sharing = new Sharing(isolation);
      return;
    }
    sharing.add(isolation);
    if (isolation.lasting()) {
      firstUsed = now;
    }
  }

  /** No new streams: what it carries may end in peace. */
  void retire() {
    retired = true;
  }

  /** Whether nothing can come of it any more, or nobody has used it for too long. */
  boolean isSpent(Instant now, Duration maxDirtiness) {
    if (!circuit.isOpen()) {
      return true;
    }
    if (sharing == null && !retired) {
      return now.isAfter(idleEnd);
    }
    boolean dirty = firstUsed != null && now.isAfter(firstUsed.plus(maxDirtiness));
    return (retired || dirty) && circuit.streams().isIdle();
  }
}
