package org.tropea.relay;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.release.Release;
import org.tropea.directory.store.StateFile;
import org.tropea.directory.store.StateText;
import org.tropea.directory.store.Stored;
import org.tropea.directory.text.IsoTime;
import org.tropea.relay.history.BandwidthHistory;

/**
 * What a relay keeps across starts, in C tor's {@code state} file (row G08): what it has carried,
 * and when it made its onion key.
 *
 * <p>Written at the start where there is no such file, every twelve hours, and when the relay is
 * closed, as C tor does it. Lines of others stay as they are. Confined to the loop, but for {@link
 * #writeLast}.
 */
final class RememberedHistory {
  private static final Logger log = LoggerFactory.getLogger(RememberedHistory.class);
  private static final String ONION_KEY = "LastRotatedOnionKey";
  private static final Duration CHECKPOINT = Duration.ofHours(12);

  /** C tor's, after a file that could not be written. */
  private static final Duration RETRY = Duration.ofHours(1);

  private static final Duration HURRY = Duration.ofSeconds(1);
  private static final long CLOSE_SECONDS = 5;

  private final EventLoop loop;
  private final Executor documents;
  private final StateFile file;
  private final InstantSource clock;
  private final Supplier<Instant> onionKeySince;
  private final String version = "Tropea " + Release.current().version();
  private final BandwidthHistory history;
  private final boolean usable;
  private Supplier<UnaryOperator<StateText>> more = UnaryOperator::identity;
  private @Nullable ScheduledFuture<?> next;

  /** Reads what there is, which blocks; {@code onionKeySince} is asked on any thread. */
  RememberedHistory(
      EventLoop loop,
      Executor documents,
      StateFile file,
      InstantSource clock,
      Supplier<Instant> onionKeySince) {
    this.loop = loop;
    this.documents = documents;
    this.file = file;
    this.clock = clock;
    this.onionKeySince = onionKeySince;
    Stored<StateText> stored = file.read();
    usable = !stored.equals(new Stored.Absent<>(Stored.Reason.UNREADABLE));
    if (!usable) {
      log.warn(
          "The state file of the data directory cannot be read: what the relay carries is not kept;"
              + " check the rights of the file");
    }
    history = restored(stored, clock.instant());
    boolean missing = stored.equals(new Stored.Absent<>(Stored.Reason.MISSING));
    loop.execute(() -> writeAfter(missing ? Duration.ZERO : CHECKPOINT));
  }

  private static BandwidthHistory restored(Stored<StateText> stored, Instant now) {
    if (stored instanceof Stored.Found<StateText> found) {
      try {
        return BandwidthHistory.restore(found.document(), now);
      } catch (DecodeException e) {
        log.warn("What the state file says of the relay's traffic makes no sense: it is left out");
      }
    }
    return BandwidthHistory.begin(now);
  }

  /** Writes what this gives too, each time; it is asked on the loop. */
  void also(Supplier<UnaryOperator<StateText>> remembered) {
    more = remembered;
  }

  /** Writes soon, whatever it was going to wait for; on the loop. */
  void hurry() {
    ScheduledFuture<?> waiting = next;
    if (waiting != null && waiting.cancel(false)) {
      writeAfter(HURRY);
    }
  }

  /** What it has carried; on the loop. */
  BandwidthHistory history() {
    return history;
  }

  private void writeAfter(Duration delay) {
    next = loop.schedule(this::checkpoint, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void checkpoint() {
    UnaryOperator<StateText> saved = save();
    try {
      documents.execute(
          () -> {
            Duration delay = write(saved) ? CHECKPOINT : RETRY;
            loop.execute(() -> writeAfter(delay));
          });
    } catch (RejectedExecutionException e) {
      log.debug("The state file is left as it is: this relay is closed");
    }
  }

  private UnaryOperator<StateText> save() {
    BandwidthHistory.Saved carried = history.save();
    UnaryOperator<StateText> others = more.get();
    return text -> others.apply(carried.in(text));
  }

  /** Writes it a last time and waits for that; not on the loop. */
  void writeLast() {
    Future<UnaryOperator<StateText>> saved =
        loop.submit(
            () -> {
              if (next != null) {
                next.cancel(false);
              }
              return save();
            });
    if (saved.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS) && saved.isSuccess()) {
      write(saved.getNow());
    }
  }

  /** Whether it need not be tried again soon. Blocks. */
  private boolean write(UnaryOperator<StateText> saved) {
    if (!usable) {
      return true;
    }
    try {
      file.change(text -> withOnionKey(saved.apply(text)), version, clock.instant());
      return true;
    } catch (IOException e) {
      log.warn("The state file cannot be written; another try comes within an hour", e);
      return false;
    }
  }

  /** C tor's line is a moment later than the key's file: it stands until there is a newer key. */
  private StateText withOnionKey(StateText text) {
    Instant since = onionKeySince.get();
    Instant told = told(text);
    boolean stands = told != null && !told.isBefore(since) && !told.isAfter(clock.instant());
    return stands ? text : text.with(ONION_KEY, List.of(IsoTime.write(since)));
  }

  private static @Nullable Instant told(StateText text) {
    List<String> values = text.values(ONION_KEY);
    String[] words = values.size() == 1 ? values.get(0).split(" ", -1) : new String[0];
    try {
      return words.length == 2 ? IsoTime.read(words[0], words[1]) : null;
    } catch (DecodeException e) {
      return null;
    }
  }
}
