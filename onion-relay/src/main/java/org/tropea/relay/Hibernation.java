package org.tropea.relay;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.store.StateFile;
import org.tropea.directory.store.StateText;
import org.tropea.directory.store.Stored;
import org.tropea.protocol.stream.StreamTraffic;
import org.tropea.relay.accounting.Accounting;
import org.tropea.relay.accounting.Accounting.State;
import org.tropea.relay.accounting.AccountingSettings;
import org.tropea.relay.accounting.Usage;

/**
 * Has a relay take nothing new, sleep and wake, as {@link Accounting} says. Confined to the relay's
 * first loop, but for {@link #refuses}.
 */
final class Hibernation {
  private final @Nullable Accounting accounting;
  private final Doors doors;
  private volatile State state = State.AWAKE;

  /** What it does to the relay; on the relay's first loop. */
  interface Doors {
    /** Takes no link any more. */
    void shut();

    /** Ends all links, and with them all circuits. */
    void endLinks();

    /** Takes links again. */
    void open();

    /** What is remembered, or what the descriptor says, has changed. */
    void changed(boolean said);
  }

  /**
   * @param accounting null where it carries as much as it can
   */
  Hibernation(@Nullable Accounting accounting, Doors doors) {
    this.accounting = accounting;
    this.doors = doors;
  }

  /** The accounting that goes on where the state file ends; null without a quota. Blocks. */
  static @Nullable Accounting restore(
      StateFile state, @Nullable AccountingSettings quota, RsaIdentity identity, Instant now) {
    if (quota == null) {
      return null;
    }
    StateText stored =
        state.read() instanceof Stored.Found<StateText> found ? found.document() : StateText.EMPTY;
    return Accounting.restore(stored, quota, identity, now);
  }

  /** Each second. */
  void look(RelayTotals totals, Instant now) {
    if (accounting == null) {
      return;
    }
    StreamTraffic exited = totals.exit().traffic();
    State next =
        accounting.look(
            now,
            totals.links().carried().bytesIn() + exited.bytesOut(),
            totals.links().carried().bytesOut() + exited.bytesIn());
    State before = state;
    state = next;
    if (before == State.AWAKE && next != State.AWAKE) {
      doors.shut();
    }
    if (next == State.ASLEEP && before != next) {
      doors.endLinks();
    }
    if (before != State.AWAKE && next == State.AWAKE) {
      doors.open();
    }
    if (accounting.takeDirty()) {
      doors.changed((before == State.AWAKE) != (next == State.AWAKE));
    }
  }

  /** Whether nothing new is taken. Any thread. */
  boolean refuses() {
    return state != State.AWAKE;
  }

  /** What the state file keeps of it. */
  UnaryOperator<StateText> saved() {
    if (accounting == null) {
      return text -> text;
    }
    Usage usage = accounting.usage();
    return usage::in;
  }
}
