package org.tropea.command;

import org.slf4j.Logger;
import org.tropea.configuration.OptionException;

/** What a command ends with: its own code, or 1 after one line that says why it cannot go on. */
final class ExitCode {
  private ExitCode() {}

  /** What a command does. */
  interface Work {
    /** Does it; its exit code. */
    int run() throws Exception;
  }

  /** The exit code of {@code work}, whatever becomes of it. */
  static int of(Logger log, Work work) {
    try {
      return work.run();
    } catch (CannotStart | OptionException e) {
      log.error("{}", e.getMessage());
      log.trace("Why it cannot start", e);
    } catch (Throwable e) {
      log.error("bug: {}; please report it with the log at debug", e.toString());
      log.trace("The bug", e);
    }
    return 1;
  }
}
