package org.tropea.relay;

import org.tropea.relay.exit.PortCounts;
import org.tropea.relay.history.ExitStatistics;

/** Counts streams that leave by their ports. Any thread. */
record CountedExits(ExitStatistics statistics) implements PortCounts {
  @Override
  public void opened(int port) {
    statistics.opened(port);
  }

  @Override
  public void carried(int port, long written, long read) {
    statistics.carried(port, written, read);
  }
}
