package org.tropea.protocol.circuit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.message.AllowedMessages.Addressee;

/**
 * What rides on a circuit, by the hop that it lies behind (tor-spec 5.6, "leaky pipe"): a stream
 * number means nothing to any other hop. Confined to the circuit's loop.
 */
final class Riders {
  private final List<@Nullable CircuitRider> byHop = new ArrayList<>();

  /** The rider of a hop, counted from 0; null where nothing lies behind it. */
  @Nullable CircuitRider of(int hop) {
    return hop < byHop.size() ? byHop.get(hop) : null;
  }

  /**
   * Lets {@code rider} have what lies behind {@code hop}.
   *
   * @throws IllegalStateException when something else has it already
   */
  void add(int hop, CircuitRider rider) {
    while (byHop.size() <= hop) {
      byHop.add(null);
    }
    if (byHop.get(hop) != null) {
      throw new IllegalStateException("something else rides on the circuit");
    }
    byHop.set(hop, rider);
  }

  Addressee addressee(int hop, int streamId) {
    CircuitRider rider = of(hop);
    if (streamId == 0) {
      return Addressee.CIRCUIT;
    }
    return rider == null ? Addressee.NO_STREAM : rider.addressee(streamId);
  }

  void onRoom(int hop) {
    CircuitRider rider = of(hop);
    if (rider != null) {
      rider.onRoom();
    }
  }

  /** There is room on the link, for all of them. */
  void onRoom() {
    for (int hop = 0; hop < byHop.size(); hop++) {
      onRoom(hop);
    }
  }

  void onReadComplete() {
    for (int hop = 0; hop < byHop.size(); hop++) {
      CircuitRider rider = byHop.get(hop);
      if (rider != null) {
        rider.onReadComplete();
      }
    }
  }

  /** Whether there are no streams on it, and nothing else. */
  boolean isIdle() {
    return byHop.stream()
        .allMatch(rider -> rider == null || (rider instanceof OriginStreams own && own.isIdle()));
  }

  void onClosed() {
    for (int hop = 0; hop < byHop.size(); hop++) {
      CircuitRider rider = byHop.get(hop);
      if (rider != null) {
        rider.onClosed();
      }
    }
  }
}
