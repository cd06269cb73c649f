package org.tropea.client.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.client.path.Path;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.circuit.OriginCircuit;

/** A circuit of the pool and whose it is. Confined to the pool's loop. */
public final class PooledCircuit {
  private final OriginCircuit circuit;
  private final Path path;
  private @Nullable Isolation isolation;
  private @Nullable Instant firstUsed;
  private boolean retired;

  PooledCircuit(OriginCircuit circuit, Path path) {
    this.circuit = circuit;
    this.path = path;
  }

  /** The circuit itself. */
  public OriginCircuit circuit() {
    return circuit;
  }

  /** Its last relay. */
  public Relay exit() {
    return path.last();
  }

  /** The relays behind the first. */
  public List<Relay> behindFirst() {
    return path.behindFirst();
  }

  /** The relays it passes. */
  Path path() {
    return path;
  }

  /** Whether a stream was ever given to it. */
  boolean isUsed() {
    return isolation != null;
  }

  /** Whether no stream was ever given to it. */
  boolean isClean() {
    return isolation == null && !retired && circuit.isOpen();
  }

  /** Whether a stream may use it now. */
  boolean fits(Usage.Exit usage, Instant now, Duration maxDirtiness) {
    if (retired || !circuit.isOpen() || !usage.isMetBy(path)) {
      return false;
    }
    return isolation == null
        || (isolation.equals(usage.isolation())
            && firstUsed != null
            && now.isBefore(firstUsed.plus(maxDirtiness)));
  }

  /** Gives it to {@code owner}, for good. */
  void use(Isolation owner, Instant now) {
    if (firstUsed == null) {
      firstUsed = now;
      isolation = owner;
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
    boolean dirty = firstUsed != null && !now.isBefore(firstUsed.plus(maxDirtiness));
    return (retired || dirty) && circuit.streams().isIdle();
  }
}
