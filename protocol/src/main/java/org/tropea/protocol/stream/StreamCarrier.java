package org.tropea.protocol.stream;

import org.tropea.protocol.flow.MessageWay;
import org.tropea.protocol.memory.MemoryUse;

/** What carries a stream's messages: a circuit, seen from the stream. On the circuit's loop. */
public interface StreamCarrier extends MessageWay {
  /** Counts what a stream that begins will hold. */
  default MemoryUse memory() {
    return MemoryUse.uncounted();
  }

  /** The stream has sent its END and is forgotten. */
  void ended(TorStream stream);
}
