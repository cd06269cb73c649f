package org.tropea.protocol.channel;

import java.util.ArrayDeque;
import java.util.Queue;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.DestroyReason;

/**
 * A circuit's place on a channel: its id, and the cells that wait for room (row F12).
 *
 * <p>Confined to the channel's loop.
 */
public final class ChannelCircuit {
  /** Cells that may wait; a circuit with more is killed, as by C tor. */
  static final int MAX_QUEUE = 2500;

  private final TorChannel channel;
  private final int id;
  private CircuitEnd end;
  private final Queue<Cell> queue = new ArrayDeque<>(1);
  private boolean attached = true;
  private boolean waiting;

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

  /** Whether a cell would be sent at once; when not, {@link CircuitEnd#onWritable} will tell. */
  public boolean isWritable() {
    boolean writable = queue.isEmpty() && channel.isWritable();
    if (!writable && !waiting) {
      waiting = true;
      channel.addWaiting(this);
    }
    return writable;
  }

  /** Sends a cell, or queues it while there is no room; {@link #flush} sees it off. */
  public void write(Cell cell) {
    if (!attached) {
      return;
    }
    if (queue.isEmpty() && channel.isWritable()) {
      channel.write(cell);
      return;
    }
    if (queue.isEmpty()) {
      channel.addQueued(this);
    }
    queue.add(cell);
    if (queue.size() > MAX_QUEUE) {
      end.onQueueFull();
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
      queue.clear();
      channel.forget(this);
    }
  }

  /** From now on the circuit's cells go to {@code other}. */
  public void handTo(CircuitEnd other) {
    end = other;
  }

  CircuitEnd end() {
    return end;
  }

  /** Sends one waiting cell; false when none is left. */
  boolean writeOne() {
    Cell cell = queue.poll();
    if (cell != null) {
      channel.write(cell);
    }
    return !queue.isEmpty();
  }

  void becameWritable() {
    waiting = false;
    if (attached) {
      end.onWritable();
    }
  }

  void channelClosed() {
    attached = false;
    queue.clear();
    end.onChannelClosed();
  }
}
