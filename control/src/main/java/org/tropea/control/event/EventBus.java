package org.tropea.control.event;

import io.netty.util.concurrent.EventExecutor;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.control.protocol.Reply;

/**
 * Brings events from whatever thread they happen on to the controllers that asked for their kind.
 * An event that nobody asked for is not even made. At most 8,192 wait for the loop; where more
 * would, all who asked for any are cut off. Events are published by any thread, and everything else
 * is the loop's.
 */
public final class EventBus {
  private static final Logger log = LoggerFactory.getLogger(EventBus.class);
  private static final int MAX_WAITING = 8_192;

  private final EventExecutor loop;
  private final Map<Receiver, Set<EventKind>> receivers = new LinkedHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean losing = new AtomicBoolean();
  private volatile Set<EventKind> wanted = Set.of();
  private volatile Runnable changed = () -> {};

  /** A controller, as the bus sees it; on the bus's loop. */
  public interface Receiver {
    /** An event of a kind that it asked for. */
    void event(byte[] event);

    /** Events were lost that it asked for: it is to be cut off. */
    void lost();
  }

  /** A bus whose controllers live on that loop. */
  public EventBus(EventExecutor loop) {
    this.loop = loop;
  }

  /** From now on does this, on the loop, when controllers ask for other events. */
  public void onChange(Runnable task) {
    changed = task;
  }

  /** Whether anybody asked for events of this kind; any thread. */
  public boolean isWanted(EventKind kind) {
    return wanted.contains(kind);
  }

  /** What {@code receiver} asks for from now on; nothing ends it. */
  public void subscribe(Receiver receiver, Set<EventKind> kinds) {
    if (kinds.isEmpty()) {
      receivers.remove(receiver);
    } else {
      receivers.put(receiver, EnumSet.copyOf(kinds));
    }
    Set<EventKind> all = EnumSet.noneOf(EventKind.class);
    receivers.values().forEach(all::addAll);
    // Never changed from here on.
    wanted = all;
    changed.run();
  }

  /**
   * Tells those who asked for this kind; any thread.
   *
   * @param event makes it, on the caller's thread, only where somebody asked for it
   */
  public void publish(EventKind kind, Supplier<Reply> event) {
    if (!isWanted(kind)) {
      return;
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      lose();
      return;
    }
    byte[] bytes;
    try {
      bytes = event.get().bytes();
    } catch (RuntimeException e) {
      // Its place is free for others.
      waiting.decrementAndGet();
      throw e;
    }
    onLoop(
        () -> {
          waiting.decrementAndGet();
          asking(kind).forEach(receiver -> receiver.event(bytes));
        });
  }

  /** Once for all that is lost until the loop comes to it. */
  private void lose() {
    if (!losing.getAndSet(true)) {
      onLoop(
          () -> {
            losing.set(false);
            List.copyOf(receivers.keySet()).forEach(Receiver::lost);
          });
    }
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      log.trace("An event comes after the end of the control port");
    }
  }

  private List<Receiver> asking(EventKind kind) {
    return receivers.entrySet().stream()
        .filter(each -> each.getValue().contains(kind))
        .map(Map.Entry::getKey)
        .toList();
  }
}
