package org.tropea.command;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.directory.fetch.BootstrapPhase;

/**
 * Logs how far a client has come, in C tor's words, each step once and never backwards. Confined to
 * the client's loop once it runs.
 */
final class BootstrapReport implements Consumer<BootstrapPhase> {
  private static final Logger log = LoggerFactory.getLogger(BootstrapReport.class);

  private int reached = -1;

  @Override
  public void accept(BootstrapPhase phase) {
    if (phase.percent() > reached) {
      reached = phase.percent();
      log.info("Bootstrapped {}% ({}): {}", phase.percent(), phase.tag(), phase.summary());
    }
  }
}
