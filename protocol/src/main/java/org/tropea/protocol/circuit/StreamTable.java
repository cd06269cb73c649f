package org.tropea.protocol.circuit;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.TorStream;

/**
 * The streams of one circuit by number, and those we have ended whose other side does not know yet.
 *
 * <p>Such a half-closed stream may still receive what its window allowed (row F17); anything
 * beyond, and any message on a number that was never used, is a violation. Confined to the
 * circuit's loop.
 */
final class StreamTable {
  private static final int MAX_STREAM_ID = 0xffff;

  private final Map<Integer, TorStream> open = new HashMap<>();
  private final Map<Integer, Integer> halfClosed = new HashMap<>();
  private int nextId;

  StreamTable(SecureRandom random) {
    nextId = random.nextInt(MAX_STREAM_ID) + 1;
  }

  /** A number that neither an open nor a half-closed stream has. */
  int unusedId() throws StreamException {
    for (int tries = 0; tries < MAX_STREAM_ID; tries++) {
      int id = nextId;
      nextId = nextId == MAX_STREAM_ID ? 1 : nextId + 1;
      if (!open.containsKey(id) && !halfClosed.containsKey(id)) {
        return id;
      }
    }
    throw new StreamException(EndReason.RESOURCE_LIMIT, "the circuit has no stream number left");
  }

  void add(TorStream stream) {
    open.put(stream.streamId(), stream);
  }

  @Nullable TorStream get(int streamId) {
    return open.get(streamId);
  }

  /** Forgets a stream that the other side has ended. */
  void remove(int streamId) {
    open.remove(streamId);
  }

  /** A stream has sent its END: until the other side's END it may still receive. */
  void halfClose(TorStream stream) {
    if (open.remove(stream.streamId(), stream)) {
      halfClosed.put(stream.streamId(), stream.receivable());
    }
  }

  boolean isHalfClosed(int streamId) {
    return halfClosed.containsKey(streamId);
  }

  /** Counts a DATA cell on a half-closed stream; false when it is one too many. */
  boolean receivedLate(int streamId) {
    return halfClosed.merge(streamId, -1, Integer::sum) >= 0;
  }

  /** The other side's END of a half-closed stream. */
  void forget(int streamId) {
    halfClosed.remove(streamId);
  }

  List<TorStream> all() {
    return new ArrayList<>(open.values());
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  void clear() {
    open.clear();
    halfClosed.clear();
  }
}
