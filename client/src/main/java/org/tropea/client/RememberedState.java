package org.tropea.client;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.guard.GuardSelection;
import org.tropea.client.pool.BuildTimes;
import org.tropea.directory.store.StateFile;
import org.tropea.directory.store.StateText;
import org.tropea.directory.store.Stored;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.loop.LoopTask;

/**
 * What a client keeps across starts, in C tor's {@code state} file: its guards (row P11), and how
 * long its circuits took to be built (row P15), and whether anybody uses it (row P18).
 *
 * <p>Changes are written half a minute later, as C tor does it, and when the client is closed. What
 * else is there stays in the file, also what others of the process write meanwhile. Confined to the
 * loop; the {@code documents} executor reads and writes.
 */
final class RememberedState {
  private static final Logger log = LoggerFactory.getLogger(RememberedState.class);
  private static final String GUARD = "Guard";
  private static final String BIN = "CircuitBuildTimeBin";

  /** The same by the name that it once had. */
  private static final String OLD_BIN = "BuildtimeHistogram";

  private static final String TOTAL = "TotalBuildTimes";
  private static final String ABANDONED = "CircuitBuildAbandonedCount";
  private static final String DORMANT = "Dormant";
  private static final String MINUTES = "MinutesSinceUserActivity";
  private static final Duration DELAY = Duration.ofSeconds(30);

  /** C tor's, after a file that could not be written. */
  private static final Duration RETRY = Duration.ofHours(1);

  private final EventLoop loop;
  private final Executor documents;
  private final StateFile file;
  private final String version;
  private final InstantSource clock;
  private @Nullable GuardSelection guards;
  private final BuildTimes times;
  private final Dormancy dormancy;
  private StateText text = StateText.EMPTY;
  private @Nullable Future<?> pending;

  RememberedState(
      EventLoop loop,
      Executor documents,
      StateFile file,
      String version,
      Machine machine,
      Dormancy dormancy) {
    this.loop = loop;
    this.documents = documents;
    this.file = file;
    this.version = version;
    this.clock = machine.clock();
    this.dormancy = dormancy;
    this.times = new BuildTimes(machine.random(), this::changed);
  }

  /** What is known of how long circuits take; it is restored with the guards. */
  BuildTimes times() {
    return times;
  }

  /** Gives the guards back what the file has of them; then comes the rest. */
  void restore(GuardSelection owner, Runnable then) {
    offLoop(
        () -> {
          Stored<StateText> stored = file.read();
          LoopTask.give(
              loop,
              () -> {
                use(owner, stored);
                then.run();
              });
        });
  }

  private void use(GuardSelection owner, Stored<StateText> stored) {
    if (stored instanceof Stored.Found<StateText> found) {
      text = found.document();
      int refused = owner.restore(text.values(GUARD));
      restoreTimes();
      if (refused > 0) {
        log.warn("{} of the guards in the state file cannot be read; it is kept aside", refused);
        offLoop(this::copyAside);
        guards = owner;
        write();
      }
    } else if (stored.equals(new Stored.Absent<>(Stored.Reason.UNREADABLE))) {
      log.warn(
          "The state file of the data directory cannot be read: guards are chosen anew, and not"
              + " kept; check the rights of the file");
      return;
    }
    guards = owner;
  }

  private void restoreTimes() {
    List<String> bins = new ArrayList<>(text.values(BIN));
    bins.addAll(text.values(OLD_BIN));
    if (!times.restore(bins, number(TOTAL), number(ABANDONED))) {
      log.warn("The build times of circuits in the state file make no sense: they are left out");
    }
  }

  /** What the file says of how long nobody used the client; null where it says nothing. */
  Dormancy.@Nullable Remembered dormancy() {
    return text.values(DORMANT).isEmpty()
        ? null
        : new Dormancy.Remembered(number(DORMANT) > 0, Math.max(0, number(MINUTES)));
  }

  /** 0 where the file does not say, -1 where it says nothing that can be read. */
  private int number(String keyword) {
    try {
      return text.values(keyword).stream().findFirst().map(Integer::parseInt).orElse(0);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private void copyAside() {
    try {
      file.copyAside();
    } catch (IOException e) {
      log.warn("The state file makes no sense, and no copy can be kept", e);
    }
  }

  /** Something is not as the file has it. */
  void changed() {
    if (guards != null && pending == null) {
      writeAfter(DELAY);
    }
  }

  private void writeAfter(Duration delay) {
    pending =
        loop.schedule(
            () -> {
              pending = null;
              write();
            },
            delay.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Writes it a last time, whatever has changed, as C tor does. */
  void close() {
    Future<?> due = pending;
    if (due != null) {
      due.cancel(false);
    }
    write();
    guards = null;
  }

  private void write() {
    GuardSelection owner = guards;
    if (owner == null) {
      return;
    }
    List<String> lines = new ArrayList<>(owner.lines());
    text.values(GUARD).stream().filter(line -> !owner.replaces(line)).forEach(lines::add);
    List<String> bins = times.bins();
    List<String> total = List.of(String.valueOf(times.total()));
    List<String> abandoned = List.of(String.valueOf(times.abandoned()));
    Dormancy.Remembered use = dormancy.remembered();
    Instant now = clock.instant();
    // A relay of the same process has lines of its own there.
    offLoop(
        () ->
            write(
                found ->
                    found
                        .with(GUARD, lines)
                        .with(BIN, bins)
                        .with(OLD_BIN, List.of())
                        .with(DORMANT, List.of(use.dormant() ? "1" : "0"))
                        .with(MINUTES, List.of(String.valueOf(use.minutesSinceUse())))
                        .with(TOTAL, total)
                        .with(ABANDONED, abandoned),
                now));
  }

  private void offLoop(Runnable task) {
    try {
      documents.execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("The state file is left as it is: this client is closed");
    }
  }

  private void write(UnaryOperator<StateText> change, Instant now) {
    try {
      file.change(change, version, now);
    } catch (IOException e) {
      log.warn("The state file cannot be written; another try comes within an hour", e);
      LoopTask.give(
          loop,
          () -> {
            if (guards != null && pending == null) {
              writeAfter(RETRY);
            }
          });
    }
  }
}
