package org.tropea.authority.consensus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.SharedRandomValue;
import org.tropea.directory.document.SharedRandomness;
import org.tropea.directory.document.Vote;

/** The shared random values of a consensus (srv-spec 4.1.2 and 4.2). */
final class SharedRandomVote {
  private static final int ROUNDS = 24;

  private final List<SharedRandomness> participants;
  private final int needed;

  /**
   * Values that enough authorities agree on: more than half of them, and in the first round of a
   * day's protocol run, when the value is new, at least {@code agreements}.
   */
  SharedRandomVote(List<Vote> votes, int authorities, Lifetime lifetime, int agreements) {
    this.participants =
        votes.stream()
            .map(vote -> vote.header().randomness())
            .filter(SharedRandomness::participates)
            .toList();
    int majority = authorities / 2 + 1;
    this.needed = isFirstRound(lifetime) ? Math.max(majority, agreements) : majority;
  }

  /** What the consensus says. */
  SharedRandomness result() {
    return new SharedRandomness(
        true, List.of(), agreed(SharedRandomness::previous), agreed(SharedRandomness::current));
  }

  private @Nullable SharedRandomValue agreed(
      Function<SharedRandomness, @Nullable SharedRandomValue> which) {
    List<SharedRandomValue> values = new ArrayList<>();
    for (SharedRandomness each : participants) {
      SharedRandomValue value = which.apply(each);
      if (value != null) {
        values.add(value);
      }
    }
    values.sort((a, b) -> Arrays.compareUnsigned(a.value().toByteArray(), b.value().toByteArray()));
    SharedRandomValue best = null;
    long bestCount = 0;
    for (SharedRandomValue each : values) {
      long count = values.stream().filter(other -> other.value().equals(each.value())).count();
      boolean sameAsBest = best != null && best.value().equals(each.value());
      if (!sameAsBest && count >= bestCount) {
        best = each;
        bestCount = count;
      }
    }
    return bestCount >= needed ? best : null;
  }

  private static boolean isFirstRound(Lifetime lifetime) {
    long interval = Duration.between(lifetime.validAfter(), lifetime.freshUntil()).toSeconds();
    return lifetime.validAfter().getEpochSecond() / interval % ROUNDS == 0;
  }
}
