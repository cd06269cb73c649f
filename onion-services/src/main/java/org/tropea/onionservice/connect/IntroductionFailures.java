package org.tropea.onionservice.connect;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.onionservice.descriptor.IntroductionPoint;

/**
 * Which introduction points failed lately; they are left alone for two minutes, as by C tor. By
 * their keys, which are of one service alone. Confined to the client's loop.
 */
final class IntroductionFailures {
  private static final Duration REMEMBERED = Duration.ofMinutes(2);
  private static final int MAX_UNREACHABLE = 5;

  private final InstantSource clock;
  private final Map<Ed25519Identity, Failure> failures = new HashMap<>();

  private static final class Failure {
    final Instant since;
    boolean refused;
    boolean late;
    int unreachable;

    Failure(Instant since) {
      this.since = since;
    }

    boolean isBad() {
      return refused || late || unreachable >= MAX_UNREACHABLE;
    }
  }

  IntroductionFailures(InstantSource clock) {
    this.clock = clock;
  }

  /** It did not introduce us. */
  void refused(IntroductionPoint point) {
    of(point).refused = true;
  }

  /** It did not answer in time. */
  void late(IntroductionPoint point) {
    of(point).late = true;
  }

  /** No circuit led there. */
  void unreachable(IntroductionPoint point) {
    of(point).unreachable++;
  }

  /** How often no circuit led there, or held until it answered, of late. */
  int timesUnreachable(IntroductionPoint point) {
    forget();
    Failure failure = failures.get(point.authenticationKey());
    return failure == null ? 0 : failure.unreachable;
  }

  private Failure of(IntroductionPoint point) {
    forget();
    return failures.computeIfAbsent(point.authenticationKey(), key -> new Failure(clock.instant()));
  }

  private void forget() {
    Instant now = clock.instant();
    failures
        .values()
        .removeIf(
            failure ->
                !now.isBefore(failure.since.plus(REMEMBERED)) || now.isBefore(failure.since));
  }

  /** Those that may be asked now. */
  List<IntroductionPoint> usable(List<IntroductionPoint> points) {
    forget();
    return points.stream()
        .filter(
            point -> {
              @Nullable Failure failure = failures.get(point.authenticationKey());
              return failure == null || !failure.isBad();
            })
        .toList();
  }

  /** Whether all that failed did so by silence. */
  boolean areAllLate(List<IntroductionPoint> points) {
    return !points.isEmpty()
        && points.stream()
            .allMatch(
                point -> {
                  @Nullable Failure failure = failures.get(point.authenticationKey());
                  return failure != null && failure.late && !failure.refused;
                });
  }
}
