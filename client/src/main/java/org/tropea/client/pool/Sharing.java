package org.tropea.client.pool;

import java.util.EnumSet;
import java.util.Set;
import org.tropea.client.pool.Isolation.By;

/**
 * Who shares a circuit: everybody who was ever given it, as far as it says who may come next.
 *
 * <p>C tor asks only the one who comes what it wants to be kept apart by; here those who are there
 * are asked too. Confined to the loop of its circuit.
 */
final class Sharing {
  private final Isolation first;
  private final Set<By> apart = EnumSet.noneOf(By.class);
  private final Set<By> mixed = EnumSet.noneOf(By.class);

  /** Shared by nobody yet but {@code first}. */
  Sharing(Isolation first) {
    this.first = first;
    apart.addAll(first.by());
  }

  /** Whether {@code next} may come to those who are there. */
  boolean admits(Isolation next) {
    for (By kind : By.values()) {
      boolean keptApart = apart.contains(kind) || next.by().contains(kind);
      if (keptApart && (mixed.contains(kind) || !isLikeFirst(next, kind))) {
        return false;
      }
    }
    return true;
  }

  /** Takes one in that is admitted. */
  void add(Isolation next) {
    apart.addAll(next.by());
    for (By kind : By.values()) {
      if (!isLikeFirst(next, kind)) {
        mixed.add(kind);
      }
    }
  }

  private boolean isLikeFirst(Isolation next, By kind) {
    return first.fact(kind).equals(next.fact(kind));
  }
}
