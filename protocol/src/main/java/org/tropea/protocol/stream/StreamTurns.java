package org.tropea.protocol.stream;

import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

/** In which order the streams of a circuit go on writing when there is room again. */
public final class StreamTurns {
  private StreamTurns() {}

  /**
   * Resumes them while {@code canSend}, each time from another one on, so that none waits for ever.
   * One draw however many there are: a circuit may have 65,535. On the circuit's loop.
   */
  public static void resume(
      Collection<TorStream> streams, SecureRandom random, BooleanSupplier canSend) {
    if (streams.isEmpty() || !canSend.getAsBoolean()) {
      return;
    }
    // A copy, since a stream that goes on may end.
    List<TorStream> all = List.copyOf(streams);
    int first = random.nextInt(all.size());
    for (int i = 0; i < all.size() && canSend.getAsBoolean(); i++) {
      all.get((first + i) % all.size()).resume();
    }
  }
}
