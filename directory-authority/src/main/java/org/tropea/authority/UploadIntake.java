package org.tropea.authority;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.authority.intake.KnownRelays;
import org.tropea.authority.intake.Upload;
import org.tropea.authority.intake.UploadVerdict;
import org.tropea.authority.rules.AddressRules;
import org.tropea.authority.rules.RelayRules;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.serve.DocumentRoutes;

/**
 * Takes descriptors that are uploaded, one upload after the other, lest a flood of them keeps the
 * election waiting, and serves what it took. Any thread may call.
 */
final class UploadIntake {
  private static final Logger log = LoggerFactory.getLogger(UploadIntake.class);
  private static final Duration SHOWN_EACH = Duration.ofSeconds(1);

  private final Serial serial;
  private final AtomicInteger waiting = new AtomicInteger();
  private final KnownRelays relays;
  private final Path directory;
  private final Curve25519 curve;
  private final InstantSource clock;
  private final DocumentRoutes published;
  private final Runnable changed;
  private long shownChanges;
  private Instant shown = Instant.MIN;

  /**
   * What it works with.
   *
   * @param executor reads and checks
   * @param published where it shows what it took
   */
  record Desk(Executor executor, Curve25519 curve, InstantSource clock, DocumentRoutes published) {}

  /**
   * Puts what it takes into {@code relays}.
   *
   * @param directory the data directory, where {@code approved-routers} may be
   * @param changed called when other relays are known than before; as a task of the uploads
   */
  UploadIntake(KnownRelays relays, Path directory, Desk desk, Runnable changed) {
    this.serial = new Serial(desk.executor());
    this.relays = relays;
    this.directory = directory;
    this.curve = desk.curve();
    this.clock = desk.clock();
    this.published = desk.published();
    this.changed = changed;
  }

  /** Takes what was uploaded to {@code /tor/}. */
  CompletionStage<UploadVerdict> take(byte[] body) {
    waiting.incrementAndGet();
    try {
      return CompletableFuture.supplyAsync(() -> takeNow(body), serial);
    } catch (RejectedExecutionException e) {
      waiting.decrementAndGet();
      throw e;
    }
  }

  private UploadVerdict takeNow(byte[] body) {
    assert serial.isInside();
    try {
      Instant now = clock.instant();
      return relays.add(Upload.read(body, curve, now), now);
    } finally {
      // All that is served is made anew; of a crowd, once a second is enough.
      boolean last = waiting.decrementAndGet() == 0;
      boolean news = relays.changes() != shownChanges;
      if (news && (last || !clock.instant().isBefore(shown.plus(SHOWN_EACH)))) {
        show();
      }
    }
  }

  private void show() {
    assert serial.isInside();
    shownChanges = relays.changes();
    shown = clock.instant();
    published.update(
        old -> old.withDescriptors(relays.descriptors()).withExtraInfos(relays.extraInfos()));
    changed.run();
  }

  /** Reads {@code approved-routers} again; where that fails, the old rules hold. */
  void rule(AddressRules addresses) {
    try {
      serial.execute(
          () -> {
            load(addresses);
            show();
          });
    } catch (RejectedExecutionException e) {
      log.warn("No time for other rules about relays: the old ones hold; try again");
    }
  }

  /** Reads {@code approved-routers} at once, before anything is taken. Blocks on the disk. */
  void load(AddressRules addresses) {
    try {
      relays.apply(RelayRules.load(directory, addresses));
    } catch (IOException e) {
      log.warn("Cannot read approved-routers: the rules about relays stay as they were", e);
    }
  }
}
