package org.tropea.command;

import java.time.Duration;

/**
 * How log lines are written.
 *
 * @param granularity to what their times are rounded down
 * @param domains whether they say what they are about
 * @param truncates whether a file is emptied first
 * @param toJournal whether there is a journal to take what goes to syslog
 */
record LogStyle(Duration granularity, boolean domains, boolean truncates, boolean toJournal) {
  /** What a program has that reads no torrc. */
  static final LogStyle USUAL = new LogStyle(Duration.ofMillis(1), false, false, false);

  /** C tor's of a torrc that says nothing. */
  static final LogStyle OF_TORRC = new LogStyle(Duration.ofSeconds(1), false, false, false);
}
