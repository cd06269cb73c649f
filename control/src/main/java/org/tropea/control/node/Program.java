package org.tropea.control.node;

import java.time.Duration;

/** The process, as a control port sees it. Any thread. */
public interface Program {
  /** Does what the signal asks for, now or soon; does not block. */
  void signal(NodeSignal signal);

  /** How long it has been up. */
  Duration uptime();

  /** Bytes that came and went over links since it started. */
  Traffic traffic();

  /** Bytes that came and went. */
  record Traffic(long read, long written) {}
}
