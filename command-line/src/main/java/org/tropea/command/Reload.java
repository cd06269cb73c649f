package org.tropea.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionRow;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcReader;

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
  private final TorrcFiles files;
  private volatile Torrc current;

  /** The node runs by {@code running}, which was read from {@code files}. */
  Reload(Torrc running, TorrcFiles files, Callable<Torrc> reading, Taker taker) {
    this.started = running;
    this.current = running;
    this.files = files;
    this.reading = reading;
    this.taker = taker;
  }

  /** What counts now, without what waits for a restart. */
  Torrc current() {
    return current;
  }

  /** Where the torrc is; null where it is no file. */
  @Nullable Path file() throws OptionException {
    String file = files.torrc();
    return file == null || file.equals(TorrcReader.STANDARD_INPUT) ? null : HomePath.of(file);
  }

  /** Where the torrc is that is read before it; null for none. */
  @Nullable Path defaultsFile() throws OptionException {
    String file = files.defaults();
    return file == null ? null : HomePath.of(file);
  }

  /** Options made of others. */
  interface Change {
    Torrc of(Torrc now) throws OptionException;
  }

  /**
   * Changes the options that count, all of them or none.
   *
   * @param refused what is asked of the changed options; those that it names cannot change
   * @return the options that have other values now
   */
  synchronized List<OptionRow> change(Change change, Predicate<OptionRow> refused)
      throws OptionException, CannotStart, CannotChange {
    Torrc changed = change.of(current);
    Options options = OptionsReader.read(changed);
    List<OptionRow> rows = current.changed(changed);
    List<String> fixed = rows.stream().filter(refused).map(OptionRow::name).toList();
    if (!fixed.isEmpty()) {
      throw new CannotChange(fixed);
    }
    taker.take(options);
    current = changed;
    return rows;
  }

  /** These options stay as they are while the node runs. */
  static final class CannotChange extends Exception {
    private static final long serialVersionUID = 1;

    CannotChange(List<String> names) {
      super(String.join(", ", names));
    }
  }

  @Override
  public synchronized void run() {
    try {
      Options now = OptionsReader.read(current);
      if (!now.process().reloads()) {
        taker.take(now);
        log.info("Opened the log anew; the torrc is not read again, as __ReloadTorrcOnSIGHUP says");
        return;
      }
      Torrc read = reading.call();
      Options options = OptionsReader.read(read);
      taker.take(options);
      current = read;
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
