package org.tropea.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionRow;
import org.tropea.configuration.Torrc;

/**
 * What SIGHUP does: the torrc is read again, the log's files are opened anew, and options that can
 * change while the node runs are taken over. A torrc that cannot be used changes nothing, and none
 * of it ends the node. One at a time, on a thread of the JVM.
 */
final class Reload implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Reload.class);

  /** Takes over a new snapshot of the options. */
  interface Taker {
    void take(Options options) throws CannotStart;
  }

  private final Callable<Torrc> reading;
  private final Taker taker;
  private final Torrc started;

  /** The node runs by {@code running}. */
  Reload(Torrc running, Callable<Torrc> reading, Taker taker) {
    this.started = running;
    this.reading = reading;
    this.taker = taker;
  }

  @Override
  public synchronized void run() {
    try {
      Torrc read = reading.call();
      Options options = OptionsReader.read(read);
      taker.take(options);
      log.info("Read the torrc again, and opened the log anew");
      options.warnings().forEach(log::warn);
      List<String> others =
          started.changed(read).stream()
              .filter(row -> !row.traits().live())
              .map(OptionRow::name)
              .toList();
      if (!others.isEmpty()) {
        log.warn("These changes need a restart, and wait for it: {}", String.join(", ", others));
      }
    } catch (CannotStart | OptionException e) {
      log.warn("The torrc cannot be used, so nothing changes: {}", e.getMessage());
    } catch (Exception e) {
      log.error("bug: {}; please report it with the log at debug", e.toString());
      log.trace("The bug", e);
    }
  }
}
