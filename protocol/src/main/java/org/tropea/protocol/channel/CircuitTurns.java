package org.tropea.protocol.channel;

import org.jspecify.annotations.Nullable;

/** Whose cell goes next while a link has no room for all (row F13). Confined to the link's loop. */
interface CircuitTurns {
  /** The circuit has cells waiting, and is not in here. */
  void add(ChannelCircuit circuit);

  /**
   * Takes the circuit out whose turn it is: it may send one cell, and is added again where it has
   * more. A circuit that has given up its place may come out, too, and sends nothing. Null where
   * nobody waits.
   */
  @Nullable ChannelCircuit next();

  /** The circuit sends a cell now; it is not in here. */
  void sent(ChannelCircuit circuit);

  /** Looks at the clock: once per flush. */
  void look();

  /** Forgets all. */
  void clear();
}
