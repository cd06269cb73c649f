package org.tropea.integration;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.tropea.client.ClientObserver;
import org.tropea.protocol.circuit.CircuitFacts;
import org.tropea.protocol.stream.StreamFacts;
import org.tropea.protocol.stream.StreamPurpose;

/** On which circuits a client's programs have their streams, stream after stream. */
final class UsedCircuits implements ClientObserver {
  private final Map<Long, CircuitFacts> launched = new ConcurrentHashMap<>();
  private final BlockingQueue<CircuitFacts> used = new LinkedBlockingQueue<>();

  @Override
  public void launched(CircuitFacts circuit) {
    launched.put(circuit.number(), circuit);
  }

  @Override
  public void connected(StreamFacts stream, long circuit) {
    if (stream.purpose() == StreamPurpose.USER) {
      used.add(launched.get(circuit));
    }
  }

  /** The circuit of the next stream that is connected. */
  CircuitFacts next(Duration patience) throws InterruptedException {
    CircuitFacts next = used.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new AssertionError("no stream was connected");
    }
    return next;
  }
}
