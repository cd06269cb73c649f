package org.tropea.protocol.stream;

import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;

/** In which order the streams of a circuit go on writing when there is room again. */
public final class StreamTurns {
  private StreamTurns() {}

  /**
   * Resumes them while {@code carrier} can send, each time from another one on, so that none waits
   * for ever; the rest waits for room. One draw however many there are: a circuit may have 65,535.
   * On the circuit's loop.
   */
  public static void resume(
      Collection<TorStream> streams, SecureRandom random, StreamCarrier carrier) {
    if (streams.isEmpty()) {
      return;
    }
    if (!carrier.canSendData()) {
      carrier.awaitRoom();
      return;
    }
    // A copy, since a stream that goes on may end.
    List<TorStream> all = List.copyOf(streams);
    int first = random.nextInt(all.size());
    for (int i = 0; i < all.size() && carrier.canSendData(); i++) {
      all.get((first + i) % all.size()).resume();
    }
    if (!carrier.canSendData()) {
      carrier.awaitRoom();
    }
  }
}
