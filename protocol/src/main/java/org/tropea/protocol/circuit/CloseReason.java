package org.tropea.protocol.circuit;

import org.tropea.protocol.cell.DestroyReason;

/**
 * Why a circuit was closed. Immutable.
 *
 * @param reason as who closed it gave it; this node tells relays none
 * @param remote whether a relay closed it, by DESTROY or TRUNCATED
 */
public record CloseReason(DestroyReason reason, boolean remote) {
  /** This node closed it. */
  public static CloseReason local(DestroyReason reason) {
    return new CloseReason(reason, false);
  }

  /** A relay closed it. */
  public static CloseReason remote(DestroyReason reason) {
    return new CloseReason(reason, true);
  }

  @Override
  public String toString() {
    return reason + (remote ? " from a relay" : "");
  }
}
