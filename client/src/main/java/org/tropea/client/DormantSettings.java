package org.tropea.client;

import java.time.Duration;

/**
 * When a client that nobody uses leaves the network alone (row P18). Immutable.
 *
 * @param after how long nobody used it
 * @param mayBegin whether it ever becomes so by itself
 * @param openStreamsCount whether a stream that is open, and carries nothing, counts as use
 * @param atFirst whether it begins so where its state file says nothing of it
 * @param endsAtStart whether it begins awake, whatever its state file says
 */
public record DormantSettings(
    Duration after,
    boolean mayBegin,
    boolean openStreamsCount,
    boolean atFirst,
    boolean endsAtStart) {
  /** C tor's. */
  public static final DormantSettings USUAL =
      new DormantSettings(Duration.ofHours(24), true, true, false, false);

  /** Always awake, as a relay is. */
  public static final DormantSettings NEVER =
      new DormantSettings(Duration.ofHours(24), false, true, false, true);
}
