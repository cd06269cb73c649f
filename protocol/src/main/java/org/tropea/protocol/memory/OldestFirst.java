package org.tropea.protocol.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.tropea.protocol.memory.Victims.Victim;

/**
 * Who goes, in the order of C tor: whatever has waited longest, a stream before the circuits whose
 * oldest is as old, until enough is free. A circuit is as old as the oldest that waits anywhere on
 * it, and frees all of that. Immutable.
 *
 * @param ends who is let go, the oldest first
 * @param bytes that are free then
 */
record OldestFirst(List<Victim> ends, long bytes, int circuits, int streams) {
  /** A circuit with both its ends and its streams. */
  private static final class Whole {
    private final Victim end;
    private final List<Victim> streams = new ArrayList<>();
    private long age;
    private long bytes;

    Whole(Victim end) {
      this.end = end;
    }
  }

  /** Whose turn comes when. */
  private record Turn(long age, boolean stream, Victim victim, Whole whole) {}

  static OldestFirst of(List<Victim> offered, long needed) {
    List<Victim> ends = new ArrayList<>();
    IdentityHashMap<Victim, Boolean> gone = new IdentityHashMap<>();
    long bytes = 0;
    int streams = 0;
    for (Turn turn : turns(offered)) {
      if (bytes >= needed) {
        break;
      }
      ends.add(turn.victim());
      if (turn.stream()) {
        streams++;
        gone.put(turn.victim(), true);
        bytes += turn.victim().bytes();
      } else {
        bytes += turn.whole().bytes;
        for (Victim each : turn.whole().streams) {
          bytes += gone.put(each, true) == null ? each.bytes() : 0;
        }
      }
    }
    return new OldestFirst(ends, bytes, ends.size() - streams, streams);
  }

  private static List<Turn> turns(List<Victim> offered) {
    IdentityHashMap<Object, Whole> wholes = new IdentityHashMap<>();
    for (Victim each : offered) {
      if (!each.stream()) {
        Whole whole = wholes.computeIfAbsent(each.circuit(), circuit -> new Whole(each));
        whole.age = Math.max(whole.age, each.ageNanos());
        whole.bytes += each.bytes();
      }
    }
    List<Turn> turns = new ArrayList<>();
    for (Victim each : offered) {
      Whole whole = wholes.get(each.circuit());
      if (each.stream() && whole != null) {
        whole.age = Math.max(whole.age, each.ageNanos());
        whole.streams.add(each);
        turns.add(new Turn(each.ageNanos(), true, each, whole));
      }
    }
    for (Whole each : wholes.values()) {
      if (each.bytes > 0 || !each.streams.isEmpty()) {
        turns.add(new Turn(each.age, false, each.end, each));
      }
    }
    turns.sort(
        Comparator.comparingLong(Turn::age).reversed().thenComparing(turn -> !turn.stream()));
    return turns;
  }
}
