package org.tropea.protocol.stream;

import java.util.ArrayList;
import java.util.List;

/**
 * The streams of a circuit that one read has brought something for. Confined to the circuit's loop.
 */
public final class StreamReads {
  private final List<TorStream> received = new ArrayList<>();

  /** {@code stream} has received a message. */
  public void add(TorStream stream) {
    if (received.isEmpty() || !received.get(received.size() - 1).equals(stream)) {
      received.add(stream);
    }
  }

  /** The read is over: what the streams received is handed on. */
  public void complete() {
    for (int i = 0; i < received.size(); i++) {
      received.get(i).onReadComplete();
    }
    received.clear();
  }
}
