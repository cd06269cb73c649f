package org.tropea.protocol.channel;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.memory.QueueAge;
import org.tropea.protocol.memory.Victims;

/**
 * A circuit's place on a channel: its id, and the cells that wait for room (row F12).
 *
 * <p>Confined to the channel's loop.
 */
public final class ChannelCircuit {
  private static final Logger log = LoggerFactory.getLogger(ChannelCircuit.class);

  private final TorChannel channel;
  private final int id;
  private CircuitEnd end;
  private final Queue<Cell> queue = new ArrayDeque<>(1);

  /** Cells sent, the older the less they count, as of the start of a tick (row F13). */
  private double sentOfLate;

  private long countedAt;

  private boolean attached = true;
  private boolean waiting;
  private boolean isBlocked;

  /** For how long its first cell has waited; null while none waits. */
  private @Nullable QueueAge age;

  /** What C tor's circuits go by where the network says nothing. */
  private int most = 2500;

  private int blocked = 256;
  private int unblocked = 10;

  ChannelCircuit(TorChannel channel, int id, CircuitEnd end) {
    this.channel = channel;
    this.id = id;
    this.end = end;
  }

  /** Its id on the channel. */
  public int id() {
    return id;
  }

  /** The channel it is on. */
  public TorChannel channel() {
    return channel;
  }

  /** Whether a cell would be sent at once. */
  boolean isWritable() {
    return queue.isEmpty() && channel.isWritable();
  }

  /**
   * How many cells may wait: with more than {@code most} the circuit is killed, with {@code
   * blocked} nothing more is to be taken for it until no more than {@code unblocked} are left.
   */
  public void limit(int most, int blocked, int unblocked) {
    this.most = most;
    this.blocked = blocked;
    this.unblocked = unblocked;
  }

  /** Where it is blocked now, {@link CircuitEnd#onWritable} will tell once when it is not. */
  public void awaitRoom() {
    waiting |= attached && isBlocked;
  }

  /** Sends a cell, or queues it while there is no room; {@link #flush} sees it off. */
  public void write(Cell cell) {
    if (!attached) {
      return;
    }
    if (queue.isEmpty() && channel.isWritable()) {
      channel.countSent(this);
      channel.write(cell);
      return;
    }
    if (queue.isEmpty()) {
      channel.addQueued(this);
      age = new QueueAge(channel.clock());
    }
    queue.add(cell);
    if (age != null) {
      age.came(1);
    }
    channel.countQueued(1);
    isBlocked |= queue.size() >= blocked;
    if (queue.size() > most) {
      guarded(end::onQueueFull);
    }
  }

  /** Sends what was written. */
  public void flush() {
    channel.flush();
  }

  /** Number of cells that wait. */
  public int queued() {
    return queue.size();
  }

  /** Whether so many cells wait that nothing more is to be taken from streams (row F12). */
  public boolean isBlocked() {
    return isBlocked;
  }

  /** Tells the peer that the circuit is gone, throws away what waits, and gives the place up. */
  public void destroy(DestroyReason reason) {
    if (attached) {
      detach();
      channel.destroy(id, reason);
    }
  }

  /** Gives the place up without a word: the peer knows. */
  public void detach() {
    if (attached) {
      attached = false;
      clearQueue();
      channel.forget(this);
    }
  }

  /** Tells what waits on it, here and in its streams (row F16). */
  void offer(Victims victims) {
    if (age != null) {
      victims.circuit(
          end.circuit(),
          age.nanos(channel.clock()),
          (long) queue.size() * LinkWatch.CELL_MEMORY,
          () -> guarded(end::onReclaimed));
    }
    end.offer(victims);
  }

  private void clearQueue() {
    channel.countQueued(-queue.size());
    queue.clear();
    age = null;
  }

  /** From now on the circuit's cells go to {@code other}. */
  public void handTo(CircuitEnd other) {
    end = other;
  }

  /** Hands the end a cell. */
  void receive(Cell cell) {
    // Not by guarded(): this is done for each cell, and makes no object.
    try {
      end.onCell(cell);
    } catch (Throwable e) {
      failed(e);
    }
  }

  void readComplete() {
    try {
      end.onReadComplete();
    } catch (Throwable e) {
      failed(e);
    }
  }

  void quiet() {
    guarded(end::onQuiet);
  }

  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      failed(e);
    }
  }

  /** Whatever its end throws, an Error too, ends this circuit and nothing else. */
  void failed(Throwable bug) {
    log.error("Bug: ending a circuit", bug);
    destroy(DestroyReason.INTERNAL);
    try {
      end.onChannelClosed();
    } catch (Throwable e) {
      log.error("Bug: while ending a circuit", e);
    }
  }

  /** Sends one waiting cell; false when none is left. */
  boolean writeOne() {
    Cell cell = queue.poll();
    if (cell != null) {
      channel.countQueued(-1);
      channel.countSent(this);
      channel.write(cell);
      if (queue.isEmpty()) {
        age = null;
      } else if (age != null) {
        age.left(1, channel.clock());
      }
      if (isBlocked && queue.size() <= unblocked) {
        isBlocked = false;
        if (waiting) {
          channel.addUnblocked(this);
        }
      }
    }
    return !queue.isEmpty();
  }

  double sentOfLate() {
    return sentOfLate;
  }

  /** The tick that {@link #sentOfLate} is of. */
  long countedAt() {
    return countedAt;
  }

  void countSent(double factor, double more, long tick) {
    sentOfLate = sentOfLate * factor + more;
    countedAt = tick;
  }

  void becameWritable() {
    waiting = false;
    if (attached) {
      guarded(end::onWritable);
    }
  }

  void channelClosed() {
    attached = false;
    clearQueue();
    try {
      end.onChannelClosed();
    } catch (Throwable e) {
      log.error("Bug: while ending a circuit", e);
    }
  }
}
