package org.tropea.protocol.stream;

import org.tropea.protocol.cell.DestroyReason;

/**
 * The circuit that a directory stream came by, as far as it matters to who serves it. On its loop.
 */
public interface DirectoryCircuit {
  /** Whether it comes straight from a client, by no other relay. */
  boolean isSingleHop();

  /** Takes the one turn that it has with descriptors of onion services; false where it had it. */
  boolean takeServiceTurn();

  /** Ends the circuit. */
  void destroy(DestroyReason reason);
}
