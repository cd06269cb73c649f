package org.tropea.client.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;

/**
 * A relay in the sample that guards are taken from, and how it has done since (guard-spec 4.2 to
 * 4.5). The state file keeps it as a {@link GuardLine}. Confined to the loop of its selection.
 */
final class SampledGuard {
  private final RsaIdentity identity;
  private final @Nullable String nickname;
  private final Instant sampledOn;
  private final @Nullable String sampledBy;
  private final List<String> rest;
  private final GuardBias bias;

  boolean listed;
  @Nullable Instant unlistedSince;
  @Nullable Instant confirmedOn;
  int confirmedIndex;

  /** Whether it is listed and may be used, as far as it is not known to do badly. */
  private boolean filtered;

  boolean primary;

  /** Whether a circuit by it is under way that is used only if no better guard answers. */
  boolean pending;

  /** Whether it was forgotten, so that circuits under way by it come to nothing. */
  boolean removed;

  private Reachability reachability = Reachability.MAYBE;
  private @Nullable Instant failingSince;
  private @Nullable Instant lastTried;

  SampledGuard(GuardLine line, GuardBias bias) {
    this.bias = bias;
    identity = line.identity();
    nickname = line.nickname();
    sampledOn = line.sampledOn();
    sampledBy = line.sampledBy();
    rest = line.rest();
    listed = line.listed();
    unlistedSince = line.unlistedSince();
    confirmedOn = line.confirmedOn();
    confirmedIndex = line.confirmedIndex();
  }

  RsaIdentity identity() {
    return identity;
  }

  Instant sampledOn() {
    return sampledOn;
  }

  GuardLine line(String selection, int sampledIndex) {
    return new GuardLine(
        selection,
        identity,
        nickname,
        sampledOn,
        sampledIndex,
        sampledBy,
        unlistedSince,
        listed,
        confirmedOn,
        confirmedIndex,
        bias.counts(),
        rest);
  }

  GuardStatus status() {
    if (!isConfirmed()) {
      return new GuardStatus(identity, GuardStatus.State.NEVER_CONNECTED, null);
    }
    if (!listed || !isFiltered()) {
      return new GuardStatus(identity, GuardStatus.State.UNUSABLE, listed ? null : unlistedSince);
    }
    return reachability == Reachability.NO
        ? new GuardStatus(identity, GuardStatus.State.DOWN, failingSince)
        : new GuardStatus(identity, GuardStatus.State.UP, null);
  }

  /** How its circuits fare. */
  GuardBias bias() {
    return bias;
  }

  void filter(boolean passes) {
    filtered = passes;
  }

  /** Whether it is listed and may be used. */
  boolean isFiltered() {
    return filtered && !bias.isDisabled();
  }

  boolean isConfirmed() {
    return confirmedIndex >= 0;
  }

  /** Whether it may be used, and is not known to be unreachable. */
  boolean isUsable() {
    return isFiltered() && reachability != Reachability.NO;
  }

  Reachability reachability() {
    return reachability;
  }

  Instant lastTried() {
    return lastTried == null ? Instant.MIN : lastTried;
  }

  void tried(Instant now) {
    lastTried = now;
  }

  void reached() {
    reachability = Reachability.YES;
    failingSince = null;
    pending = false;
  }

  void unreachable(Instant now) {
    reachability = Reachability.NO;
    pending = false;
    if (failingSince == null) {
      failingSince = now;
    }
  }

  /** An unreachable guard may be tried again; since when it fails is not forgotten. */
  void maybeReachable() {
    if (reachability == Reachability.NO) {
      reachability = Reachability.MAYBE;
    }
  }

  /** Lets an unreachable guard be tried again where it is time to. */
  void considerRetry(Instant now) {
    if (reachability != Reachability.NO) {
      return;
    }
    Duration failing = Duration.between(Objects.requireNonNull(failingSince), now);
    // Where the clock was set back, when it was tried says nothing any more.
    if (lastTried == null
        || lastTried.isAfter(now)
        || !now.isBefore(lastTried.plus(RetrySchedule.pause(failing, primary)))) {
      reachability = Reachability.MAYBE;
    }
  }
}
