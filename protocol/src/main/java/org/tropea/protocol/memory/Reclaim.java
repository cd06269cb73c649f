package org.tropea.protocol.memory;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.loop.LoopTask;
import org.tropea.protocol.memory.Victims.Victim;

/**
 * Makes room in a full {@link MemoryAccount}, down to nine tenths, as C tor (row F16): stores
 * forget, then circuits and streams go, the oldest first.
 *
 * <p>Each loop is asked what it has, one choice is made of all, and each loop ends its own. Every
 * step is a task of its loop, so nothing dies while its loop is in the middle of it
 * (TROVE-2026-043). Confined to one loop, but for what says otherwise.
 */
public final class Reclaim {
  private static final Logger log = LoggerFactory.getLogger(Reclaim.class);

  /** Where nobody has anything to let go, for so long nobody is asked again. */
  private static final long PAUSE_MILLIS = 100;

  private final MemoryAccount account;
  private final EventLoop loop;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final LongAdder times = new LongAdder();
  private final LongAdder freed = new LongAdder();
  private final Map<String, LongAdder> forgotten = new ConcurrentHashMap<>();

  /**
   * @param loop it works on
   */
  public Reclaim(MemoryAccount account, EventLoop loop) {
    this.account = account;
    this.loop = loop;
    account.whenFull(this::request);
  }

  /** What waits, and what was freed; any thread. */
  public MemoryTotals totals() {
    Map<String, Long> kinds = new LinkedHashMap<>();
    forgotten.forEach((kind, bytes) -> kinds.put(kind, bytes.sum()));
    return new MemoryTotals(
        account.held(), account.most(), times.sum(), freed.sum(), Map.copyOf(kinds));
  }

  /** Any thread. */
  private void request() {
    if (!busy.getAndSet(true)) {
      LoopTask.give(loop, this::begin);
    }
  }

  private void begin() {
    if (!account.isFull()) {
      busy.set(false);
      return;
    }
    times.increment();
    long target = account.most() / 10 * 9;
    trim(() -> gather(offered -> choose(offered, account.held() - target)));
  }

  /** Has stores forget, each kind that has more than a fifth. */
  private void trim(Runnable next) {
    Map<EventLoop, List<Runnable>> tasks = new LinkedHashMap<>();
    Map<String, List<MemoryStore>> kinds = new LinkedHashMap<>();
    account.stores().forEach(s -> kinds.computeIfAbsent(s.kind(), k -> new ArrayList<>()).add(s));
    kinds.forEach(
        (kind, stores) -> {
          long held = stores.stream().mapToLong(each -> each.bytes().getAsLong()).sum();
          if (held > account.most() / 5) {
            long each = account.most() / 10 / stores.size();
            stores.forEach(
                store ->
                    tasks
                        .computeIfAbsent(store.loop(), l -> new ArrayList<>())
                        .add(() -> trim(store, each)));
          }
        });
    onEach(tasks, next);
  }

  private void trim(MemoryStore store, long most) {
    long before = store.bytes().getAsLong();
    if (before > most) {
      store.trim().accept(most);
      forgotten
          .computeIfAbsent(store.kind(), kind -> new LongAdder())
          .add(before - store.bytes().getAsLong());
    }
  }

  private void gather(Consumer<List<Victim>> next) {
    Map<EventLoop, List<Runnable>> tasks = new LinkedHashMap<>();
    List<Victims> offered = new ArrayList<>();
    for (MemoryHolder holder : account.holders()) {
      Victims victims = new Victims(holder.loop());
      offered.add(victims);
      tasks.computeIfAbsent(holder.loop(), l -> new ArrayList<>()).add(() -> holder.offer(victims));
    }
    onEach(
        tasks, () -> next.accept(offered.stream().flatMap(each -> each.all().stream()).toList()));
  }

  private void choose(List<Victim> offered, long needed) {
    OldestFirst chosen = OldestFirst.of(offered, needed);
    Map<EventLoop, List<Runnable>> tasks = new LinkedHashMap<>();
    for (Victim each : chosen.ends()) {
      tasks.computeIfAbsent(each.loop(), l -> new ArrayList<>()).add(each.end());
    }
    freed.add(chosen.bytes());
    log.warn(
        "Too much waited in memory, more than {} MB (MaxMemInQueues): {} circuits and {} streams"
            + " ended whose data was oldest, {} MB",
        account.most() >> 20,
        chosen.circuits(),
        chosen.streams(),
        chosen.bytes() >> 20);
    // What a circuit has on other loops goes by their tasks, which were given by then.
    onEach(tasks, () -> gather(left -> done(chosen.bytes() > 0)));
  }

  private void done(boolean helped) {
    if (helped) {
      again();
    } else {
      Future<?> unused = loop.schedule(this::again, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void again() {
    busy.set(false);
    if (account.isFull()) {
      request();
    }
  }

  /** Does the tasks of each loop there, one after the other, and then {@code next} here. */
  private void onEach(Map<EventLoop, List<Runnable>> tasks, Runnable next) {
    int[] left = {tasks.size() + 1};
    Runnable ready =
        () -> {
          left[0]--;
          if (left[0] == 0) {
            next.run();
          }
        };
    tasks.forEach(
        (other, each) -> {
          boolean taken =
              LoopTask.give(
                  other,
                  () -> {
                    each.forEach(Reclaim::guarded);
                    LoopTask.give(loop, ready);
                  });
          if (!taken) {
            left[0]--;
          }
        });
    ready.run();
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("Bug: while making room", e);
    }
  }
}
