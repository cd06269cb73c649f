package org.tropea.client.pool;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tropea.client.guard.CircuitBias;
import org.tropea.client.path.GuardedPath;
import org.tropea.client.path.Path;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginSet;
import org.tropea.protocol.circuit.WayOut;
import org.tropea.protocol.message.EndReason;

/** A circuit of the pool, or a set of linked ones, and whose it is. Confined to the pool's loop. */
public final class PooledCircuit {
  private final WayOut circuit;
  private List<Path> paths;
  private final Instant idleEnd;
  private final @Nullable CircuitBias bias;
  private @Nullable Sharing sharing;
  private @Nullable Instant firstUsed;
  private int identity;
  private boolean retired;
  private boolean reserved;
  private boolean growing;

  private PooledCircuit(
      WayOut circuit, List<Path> paths, Instant idleEnd, @Nullable CircuitBias bias) {
    this.circuit = circuit;
    this.paths = List.copyOf(paths);
    this.idleEnd = idleEnd;
    this.bias = bias;
  }

  /**
   * A circuit alone.
   *
   * @param idleEnd until when it is kept where nobody uses it
   */
  static PooledCircuit of(OriginCircuit circuit, GuardedPath path, Instant idleEnd) {
    return new PooledCircuit(circuit, List.of(path.path()), idleEnd, path.guard().bias());
  }

  /** A circuit along a path that its user chose, relay by relay. */
  static PooledCircuit chosen(OriginCircuit circuit, Path path, Instant idleEnd) {
    return new PooledCircuit(circuit, List.of(path), idleEnd, null);
  }

  /** A set; its {@code paths} all lead to the same exit. */
  static PooledCircuit of(OriginSet set, List<Path> paths, Instant idleEnd) {
    return new PooledCircuit(set, paths, idleEnd, null);
  }

  /** What its streams leave by. */
  public WayOut circuit() {
    return circuit;
  }

  /** Itself, or that leg of a set, by its number. */
  Optional<OriginCircuit> circuit(long number) {
    if (circuit instanceof OriginSet set) {
      return set.leg(number);
    }
    return circuit instanceof OriginCircuit one && one.facts().number() == number
        ? Optional.of(one)
        : Optional.empty();
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

  /** Whether a controller may attach streams to it now. */
  public boolean isAttachable() {
    return circuit.isOpen() && !growing;
  }

  /** Its relay of that number, counted from 1; null where it has none, or is a set. */
  public @Nullable Relay relay(int hop) {
    List<Relay> relays = paths.get(0).hops();
    return isSet() || hop > relays.size() ? null : relays.get(hop - 1);
  }

  /** Whether it has one relay alone. */
  public boolean isOneHop() {
    return paths.get(0).hops().size() < 2;
  }

  /** Whether it gets only streams that a controller attaches to it, from now on. */
  void reserve(boolean isReserved) {
    reserved = isReserved;
  }

  /** It is being extended. */
  void grow() {
    growing = true;
  }

  /** It has come to the end of this path. */
  void grown(Path path) {
    paths = List.of(path);
    growing = false;
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
    return sharing == null && !retired && !reserved && !growing && circuit.isOpen();
  }

  /** Since when it is used; the beginning of time where it is not. */
  Instant firstUsed() {
    return firstUsed == null ? Instant.MIN : firstUsed;
  }

  /** Whether a stream may use it now. */
  boolean fits(Asked asked, Instant now, Duration maxDirtiness) {
    Usage.Exit usage = asked.usage();
    if (retired
        || reserved
        || growing
        || isOneHop()
        || !circuit.isOpen()
        || !paths.stream().allMatch(asked::isMetBy)) {
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
    if (bias != null) {
      bias.used();
    }
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

  /** Its exit connected a stream, or found an answer. */
  public void answered() {
    if (bias != null) {
      bias.answered();
    }
  }

  /**
   * Its exit ended a stream that was not connected yet. Where it did not understand what it was
   * sent, somebody on the way may have changed it, and the circuit is closed, as by C tor.
   */
  public void refused(EndReason reason) {
    if (bias == null || !circuit.isOpen()) {
      return;
    }
    if (reason.equals(EndReason.TOR_PROTOCOL) || reason.equals(EndReason.DESTROY)) {
      bias.tampered();
      circuit.destroy(DestroyReason.PROTOCOL);
    } else if (!reason.equals(EndReason.INTERNAL)) {
      bias.answered();
    }
  }

  /** A stream on it came to nothing, and is tried on another. */
  public void detached() {
    if (bias != null) {
      bias.detached();
    }
  }

  /** Closes it; where nothing came of what was asked of it, its exit is asked something first. */
  void close(SecureRandom random, Duration patience) {
    if (bias != null && bias.isDoubtful() && circuit instanceof OriginCircuit own) {
      retire();
      new CircuitProbe(own, bias).send(random, patience);
    } else {
      circuit.destroy(DestroyReason.FINISHED);
    }
  }

  /**
   * A relay is probably no more. Where the circuit comes to it after others it hangs, and nobody
   * may say so: it gets no new streams, and is closed if it has none.
   */
  void avoid(RsaIdentity lost) {
    if (behindFirst().stream().noneMatch(relay -> relay.identity().equals(lost))) {
      return;
    }
    boolean unused = sharing == null;
    retire();
    if (unused) {
      circuit.destroy(DestroyReason.FINISHED);
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
      return !reserved && now.isAfter(idleEnd);
    }
    boolean dirty = firstUsed != null && now.isAfter(firstUsed.plus(maxDirtiness));
    return (retired || dirty) && circuit.streams().isIdle();
  }
}
