package org.tropea.client.pool;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;

/**
 * Which ports streams will probably ask for (path-spec 2.1.1, rows P08 and P16): those that were
 * asked for within a time that is drawn anew each time after a silence, 30 to 60 minutes as the
 * network says. Before anybody has asked it is port 443. A client that nobody uses predicts nothing
 * any more, and so it keeps no circuits. Confined to the pool's loop.
 */
final class PredictedPorts {
  static final int FIRST = 443;

  private final InstantSource clock;
  private final SecureRandom random;
  private final Map<Integer, Instant> asked = new LinkedHashMap<>();
  private @Nullable Parameters parameters;
  private Duration lasting = Duration.ZERO;
  private Instant last = Instant.EPOCH;
  private Instant internal = Instant.EPOCH;

  PredictedPorts(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /** Goes by these parameters from now on; the first ones begin the prediction. */
  void use(Parameters next) {
    boolean first = parameters == null;
    parameters = next;
    if (first) {
      note(FIRST);
      noteInternal();
    }
  }

  /** A stream asks for this port. */
  void note(int port) {
    Instant now = clock.instant();
    forgetOld(now);
    if (asked.isEmpty()) {
      int least =
          (parameters == null ? Parameters.NONE : parameters)
              .get(NetworkParameter.NF_CONNTIMEOUT_CLIENTS);
      lasting = Duration.ofSeconds(least + random.nextInt(least));
    }
    last = now;
    asked.put(port, now);
  }

  /** Somebody has to do with an onion service. */
  void noteInternal() {
    internal = clock.instant();
  }

  /** Whether somebody will probably have to do with onion services. */
  boolean expectsInternal() {
    Instant now = clock.instant();
    return !internal.isAfter(now) && !internal.plus(lasting).isBefore(now);
  }

  /** The ports of which one is to be expected. */
  List<Integer> ports() {
    forgetOld(clock.instant());
    return List.copyOf(asked.keySet());
  }

  /** No exit that there is serves these. */
  void forget(Collection<Integer> ports) {
    asked.keySet().removeAll(ports);
  }

  /** For how long something will be expected, if nobody asks for anything. */
  Duration remaining() {
    Instant now = clock.instant();
    if (last.isAfter(now)) {
      // The clock was set back.
      last = now;
    }
    Duration left = lasting.minus(Duration.between(last, now));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void forgetOld(Instant now) {
    asked.values().removeIf(when -> when.plus(lasting).isBefore(now));
  }
}
