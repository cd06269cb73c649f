package org.tropea.protocol.circuit;

import io.netty.util.concurrent.Future;
import org.tropea.protocol.cell.DestroyReason;

/** What streams to one exit leave by: a circuit, or several that are linked. On its loop. */
public interface WayOut {
  /**
   * Its streams.
   *
   * @throws IllegalStateException when something else rides on it
   */
  OriginStreams streams();

  /** Whether streams may be opened on it. */
  boolean isOpen();

  /** Done with the reason when it is gone. */
  Future<DestroyReason> closed();

  /** Closes it, for a reason that only observers are told; its streams end. */
  void destroy(DestroyReason reason);

  /** A circuit of it, by which observers know it. */
  CircuitFacts facts();
}
