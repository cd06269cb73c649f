package org.tropea.relay.exit;

/** What counts the streams that leave by their ports. Any thread. */
public interface PortCounts {
  /** Counts nothing. */
  PortCounts NONE =
      new PortCounts() {
        @Override
        public void opened(int port) {}

        @Override
        public void carried(int port, long written, long read) {}
      };

  /** A stream to this port was connected. */
  void opened(int port);

  /** One has ended; so many bytes were written to its host, and read from it. */
  void carried(int port, long written, long read);
}
