package org.tropea.authority.reachability;

import org.tropea.protocol.linkspec.RelayTarget;

/** Opens a link to a relay at its one address. Any thread; none of it waits. */
public interface Prober {
  /**
   * Tries it.
   *
   * @param reached told, on any thread, once the relay proved there who it is
   */
  void probe(RelayTarget target, Runnable reached);
}
