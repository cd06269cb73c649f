package org.tropea.command;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.ClientObserver;
import org.tropea.directory.fetch.BootstrapPhase;

/** Logs how far a client has come, in C tor's words, and whether it rests. */
final class BootstrapReport implements ClientObserver {
  private static final Logger log = LoggerFactory.getLogger(BootstrapReport.class);

  @Override
  public void progressed(BootstrapPhase phase) {
    log.info("Bootstrapped {}% ({}): {}", phase.percent(), phase.tag(), phase.summary());
  }

  @Override
  public void dormant(boolean now) {
    log.info(
        now ? "Nobody used Tropea in a long time: it is dormant" : "Tropea is no longer dormant");
  }
}
