package org.tropea.relay.circuit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.stream.TorStream;

/** The streams that end here, of one circuit, by number. Confined to the circuit's loop. */
final class IncomingStreams {
  private final Map<Integer, TorStream> streams = new HashMap<>();

  @Nullable TorStream get(int streamId) {
    return streams.get(streamId);
  }

  void add(TorStream stream) {
    streams.put(stream.streamId(), stream);
  }

  void remove(TorStream stream) {
    streams.remove(stream.streamId(), stream);
  }

  boolean isEmpty() {
    return streams.isEmpty();
  }

  /** All of them, in another order each time, so that none waits for ever. */
  List<TorStream> shuffled(Random random) {
    List<TorStream> all = new ArrayList<>(streams.values());
    Collections.shuffle(all, random);
    return all;
  }

  List<TorStream> clear() {
    List<TorStream> all = List.copyOf(streams.values());
    streams.clear();
    return all;
  }
}
