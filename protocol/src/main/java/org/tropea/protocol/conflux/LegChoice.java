package org.tropea.protocol.conflux;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.message.ConfluxWish;

/** Which leg the next DATA message takes (proposal 329, 3.2), as C tor chooses. */
enum LegChoice {
  /** The quickest leg or none: nothing arrives out of order for long. */
  LEAST_ROUND_TRIP {
    @Override
    <L extends Leg> @Nullable LinkedLeg<L> choose(List<LinkedLeg<L>> legs) {
      return quickest(legs.stream()).filter(leg -> leg.leg().canSendData()).orElse(null);
    }
  },
  /** The quickest leg that has room: the most throughput. */
  LEAST_ROUND_TRIP_WITH_ROOM {
    @Override
    <L extends Leg> @Nullable LinkedLeg<L> choose(List<LinkedLeg<L>> legs) {
      return quickest(legs.stream().filter(leg -> leg.leg().canSendData())).orElse(null);
    }
  };

  /**
   * The leg, or null when there is none that may send. One that was never measured is not taken.
   */
  abstract <L extends Leg> @Nullable LinkedLeg<L> choose(List<LinkedLeg<L>> legs);

  /** The leg of the least round trip, of those that were measured. */
  static <L extends Leg> Optional<LinkedLeg<L>> quickest(Stream<LinkedLeg<L>> legs) {
    return legs.filter(leg -> leg.roundTripNanos() > 0)
        .min(Comparator.comparingLong(LinkedLeg::roundTripNanos));
  }

  /** What the other end has asked for, as C tor reads it. */
  static LegChoice of(ConfluxWish wish) {
    return switch (wish) {
      case NO_OPINION, HIGH_THROUGHPUT -> LEAST_ROUND_TRIP_WITH_ROOM;
      case MIN_LATENCY, LOW_MEMORY_LATENCY, LOW_MEMORY_THROUGHPUT -> LEAST_ROUND_TRIP;
    };
  }
}
