package org.tropea.relay;

import org.tropea.protocol.stream.StreamEnd;
import org.tropea.protocol.stream.StreamTraffic;
import org.tropea.relay.exit.ExitObserver;
import org.tropea.relay.exit.ExitStreamFacts;
import org.tropea.relay.history.ExitStatistics;

/** Counts streams that leave by their ports, and tells {@code next} of them. Any thread. */
record CountedExits(ExitStatistics statistics, ExitObserver next) implements ExitObserver {
  @Override
  public void opened(ExitStreamFacts stream) {
    statistics.opened(stream.port());
    next.opened(stream);
  }

  @Override
  public void refused(ExitStreamFacts stream, StreamEnd why) {
    next.refused(stream, why);
  }

  @Override
  public void closed(ExitStreamFacts stream, StreamEnd why, StreamTraffic carried) {
    // What came from a circuit was written to the host.
    statistics.carried(stream.port(), carried.bytesIn(), carried.bytesOut());
    next.closed(stream, why, carried);
  }
}
