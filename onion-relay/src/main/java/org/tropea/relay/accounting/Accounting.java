package org.tropea.relay.accounting;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.store.StateText;
import org.tropea.directory.text.IsoTime;

/**
 * What a relay has carried in a period, and whether it may carry more (row R09): near the quota it
 * takes nothing new, at the quota it sleeps until the period ends. It does not begin each period at
 * once either, but at a time that its key and the period give, such that what it expects to carry
 * fits: so the relays with a quota are not all awake at the beginning of a month.
 *
 * <p>The rules are those of C tor, and so are the lines of the state file. Confined to its owner's
 * loop.
 */
public final class Accounting {
  private static final Logger log = LoggerFactory.getLogger(Accounting.class);

  /** From this part of the quota on nothing new is taken, or from ... */
  private static final double SOFT_PART = 0.95;

  /** ... so many bytes before its end, or from ... */
  private static final long SOFT_BYTES = 500L << 20;

  /** ... what is carried in so many minutes before its end, whichever comes last. */
  private static final long SOFT_MINUTES = 3 * 60;

  /** What was measured for less than that says nothing of the next period. */
  private static final long LEAST_SECONDS = 1_800;

  /** Who looks after more seconds than this has slept, or its clock was changed. */
  private static final long MOST_SECONDS = 10;

  /** What the state file keeps is written again after this. */
  private static final Duration NOTED = Duration.ofMinutes(10);

  /** Or after so many bytes. */
  private static final long NOTED_BYTES = 20L << 20;

  private final AccountingSettings settings;
  private final RsaIdentity identity;
  private Usage usage;
  private Instant end = Instant.MIN;
  private Instant wakes = Instant.MIN;
  private Instant sleepsUntil = Instant.MIN;
  private State state = State.AWAKE;
  private boolean dirty = true;
  private Instant noted = Instant.MIN;
  private Usage notedUsage;
  private @Nullable Instant lastLook;
  private long lastRead;
  private long lastWritten;

  /** What a relay does. */
  public enum State {
    /** Everything. */
    AWAKE,
    /** Nothing new; what there is goes on. */
    CLOSING,
    /** Nothing for others. */
    ASLEEP
  }

  private Accounting(AccountingSettings settings, RsaIdentity identity, Usage usage) {
    this.settings = settings;
    this.identity = identity;
    this.usage = usage;
    this.notedUsage = usage;
  }

  /** One that goes on where the state file ends; what makes no sense there counts as nothing. */
  public static Accounting restore(
      StateText stored, AccountingSettings settings, RsaIdentity identity, Instant now) {
    Usage usage = Usage.NONE;
    try {
      usage = Usage.read(stored);
    } catch (DecodeException e) {
      log.warn("What the state file says of accounting makes no sense: this period begins anew");
    }
    Accounting accounting = new Accounting(settings, identity, usage);
    accounting.enterPeriod(now);
    return accounting;
  }

  /** What the relay does now. */
  public State state() {
    return state;
  }

  /** Whether the state file should be written soon; asked once for each time. */
  public boolean takeDirty() {
    boolean was = dirty;
    dirty = false;
    return was;
  }

  /** What the state file keeps. Immutable, for any thread. */
  public Usage usage() {
    return usage;
  }

  /**
   * Looks, each second, and gives what the relay is to do from now on.
   *
   * @param read bytes since the start
   * @param written bytes since the start
   */
  public State look(Instant now, long read, long written) {
    add(now, read, written);
    if (!now.isBefore(end)) {
      enterPeriod(now);
    }
    note(now);
    consider(now);
    return state;
  }

  private void add(Instant now, long read, long written) {
    Instant before = lastLook;
    long seconds = before == null ? 0 : Duration.between(before, now).toSeconds();
    if (before == null || seconds != 0) {
      lastLook = now;
    }
    usage =
        usage.plus(
            read - lastRead,
            written - lastWritten,
            seconds > 0 && seconds < MOST_SECONDS ? seconds : 0);
    lastRead = read;
    lastWritten = written;
  }

  private void note(Instant now) {
    boolean due =
        !now.isBefore(noted.equals(Instant.MIN) ? noted : noted.plus(NOTED))
            || usage.read() >= notedUsage.read() + NOTED_BYTES
            || usage.written() >= notedUsage.written() + NOTED_BYTES;
    if (due) {
      noted = now;
      notedUsage = usage;
      dirty = true;
    }
  }

  private long counted() {
    return settings.rule().counted(usage.read(), usage.written());
  }

  /** Goes on in the period that {@code now} is in, or begins it. */
  private void enterPeriod(Instant now) {
    Instant start = settings.period().start(now);
    Instant known = usage.start();
    if (known == null) {
      begin(now);
    } else if (!known.equals(start)) {
      Duration length = Duration.between(known, settings.period().end(known));
      double moved = (double) Duration.between(known, start).toSeconds() / length.toSeconds();
      if (Math.abs(moved) > 0.5) {
        if (moved < 0.99) {
          log.warn("The accounting period is another one than the state file's: it begins anew");
        }
        begin(now);
      }
    }
    end = settings.period().end(now);
    setWakeTime();
    dirty = true;
  }

  private void begin(Instant now) {
    usage = Usage.beginning(settings.period().start(now), expected());
    noted = Instant.MIN;
    notedUsage = usage;
  }

  /** Bytes a minute of the next period, as this one was. */
  private long expected() {
    long most = settings.mostEachSecond() * 60;
    if (settings.rule() == AccountingSettings.Rule.SUM) {
      most *= 2;
    }
    Instant start = usage.start();
    Instant soft = usage.softLimitHit();
    long expected = 0;
    if (start != null
        && soft != null
        && usage.bytesAtSoftLimit() > 0
        && Duration.between(start, soft).toSeconds() > LEAST_SECONDS) {
      // As C tor, which divides by 60 here once too often.
      expected = usage.bytesAtSoftLimit() / Duration.between(start, soft).toSeconds() / 60;
    } else if (usage.secondsActive() >= LEAST_SECONDS) {
      expected = counted() / (usage.secondsActive() / 60);
    }
    return Math.min(expected, most);
  }

  private void setWakeTime() {
    Instant start = begun();
    if (usage.expected() == 0) {
      wakes = start;
      log.info(
          "Accounting is on, until {}. What the relay carries is not known yet, so it is awake until"
              + " its quota is used up",
          end);
      return;
    }
    long seconds = settings.most() / usage.expected() * 60;
    long spare = Duration.between(start, end).toSeconds() - seconds;
    wakes =
        seconds > Integer.MAX_VALUE || spare <= 0
            ? start
            : start.plusSeconds(Integer.toUnsignedLong(drawn(start)) % spare);
    log.info("Accounting is on, until {}; in this period the relay is awake from {}", end, wakes);
  }

  private Instant begun() {
    Instant start = usage.start();
    if (start == null) {
      throw new IllegalStateException("a period has begun");
    }
    return start;
  }

  /** The same each time for a relay and a period, as on the machines that C tor runs on. */
  private int drawn(Instant start) {
    byte[] time = IsoTime.write(start).getBytes(StandardCharsets.US_ASCII);
    byte[] digest =
        Digest.sha1(new ByteWriter(39).bytes(time).bytes(identity.value()).toByteArray());
    return ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private void consider(Instant now) {
    if (state == State.ASLEEP) {
      if (sleepsUntil.isAfter(now)) {
        return;
      }
      endSleep(now);
    }
    if (state == State.AWAKE) {
      if (counted() >= softLimit()) {
        log.info("The soft limit of accounting is reached: no new connections are taken");
        usage = usage.atSoftLimit(now, counted());
        become(State.CLOSING);
        sleepsUntil = end;
      } else if (now.isBefore(wakes)) {
        sleep(now);
      }
    }
    if (state == State.CLOSING) {
      if (counted() >= settings.most()) {
        sleep(now);
      } else if (!sleepsUntil.isAfter(now)) {
        endSleep(now);
      }
    }
  }

  private void sleep(Instant now) {
    sleepsUntil = now.isBefore(wakes) ? wakes : end;
    log.info("The relay sleeps until {}: what it carries for others ends", sleepsUntil);
    become(State.ASLEEP);
  }

  /** The period has ended, or it is time to wake. */
  private void endSleep(Instant now) {
    if (wakes.isAfter(now)) {
      sleep(now);
      return;
    }
    log.info("The relay is awake again");
    become(State.AWAKE);
  }

  private void become(State next) {
    state = next;
    dirty = true;
  }

  private long softLimit() {
    long most = settings.most();
    long limit = (long) (most * SOFT_PART);
    if (most > SOFT_BYTES) {
      limit = Math.max(limit, most - SOFT_BYTES);
    }
    long soon = usage.expected() * SOFT_MINUTES;
    if (soon > 0 && most > soon) {
      limit = Math.max(limit, most - soon);
    }
    return limit == 0 ? Long.MAX_VALUE : limit;
  }

  /** The day on which it ends, to the second, and what is left; may be logged. */
  @Override
  public String toString() {
    return "%s; %d of %d bytes used until %s"
        .formatted(state, counted(), settings.most(), end.truncatedTo(ChronoUnit.SECONDS));
  }
}
