package org.tropea.protocol.circuit;

import org.tropea.protocol.flow.MessageWay;

/** What an origin's streams need of what they leave by. On its loop, but for {@link #loop}. */
interface StreamWay extends MessageWay {
  /** Whether a stream may be opened. */
  boolean isOpen();

  /** Whether data may follow a BEGIN that is not answered yet, as C tor's clients send it. */
  boolean takesOptimisticData();
}
