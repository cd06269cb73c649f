package org.tropea.protocol.conflux;

import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.flow.MessageWay;

/**
 * What a circuit does for its leg, at either of its ends. All but {@link #loop} on its own loop.
 */
public interface LegCarrier extends MessageWay {
  /** How many of its cells wait for its channel. */
  int queued();

  /** Closes it. */
  void destroy(DestroyReason reason);
}
