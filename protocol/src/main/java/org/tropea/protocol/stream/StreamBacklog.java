package org.tropea.protocol.stream;

import io.netty.util.concurrent.Ticker;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.memory.MemoryUse;
import org.tropea.protocol.memory.QueueAge;
import org.tropea.protocol.memory.Victims;

/**
 * What waits on a stream, for how long, and what it takes of the node's account (row F16). There is
 * one while anything waits: most streams have none. Confined to the stream's loop.
 */
final class StreamBacklog {
  /** What a DATA message that waits takes of the heap, in bytes: the body of its cell, itself. */
  private static final int DATA_MEMORY = 584;

  private final MemoryUse memory;
  private final Ticker clock;
  private @Nullable QueueAge inboundAge;
  private @Nullable QueueAge outboundAge;
  private long outboundBytes;
  private long beyondBytes;

  StreamBacklog(MemoryUse memory, Ticker clock) {
    this.memory = memory;
    this.clock = clock;
  }

  /** One more DATA message came. */
  void came() {
    if (inboundAge != null) {
      inboundAge.came(1);
    }
  }

  /** So many DATA messages were read. */
  void read(int cells) {
    if (inboundAge != null) {
      inboundAge.left(cells, clock);
    }
  }

  /** Bytes that wait to be sent. */
  long outbound() {
    return outboundBytes;
  }

  /** So many bytes came to be sent, and so many wait now. */
  void outbound(long came, long now) {
    long left = outboundBytes + came - now;
    outboundBytes = now;
    if (now == 0) {
      outboundAge = null;
    } else if (outboundAge == null) {
      outboundAge = new QueueAge(clock);
      outboundAge.came(now);
    } else {
      outboundAge.came(came);
      if (left > 0) {
        outboundAge.left(left, clock);
      }
    }
  }

  /** So many bytes that the stream has carried wait for whoever they are for. */
  void beyond(long bytes) {
    beyondBytes = bytes;
  }

  /** Counts all of it, where so many DATA messages have not been read; whether anything waits. */
  boolean count(int inbound) {
    if (inbound == 0) {
      inboundAge = null;
    } else if (inboundAge == null) {
      inboundAge = new QueueAge(clock);
      inboundAge.came(inbound);
    }
    memory.now(inbound * (long) DATA_MEMORY + outboundBytes + beyondBytes);
    return memory.bytes() > 0;
  }

  /** Nothing waits any more. */
  void clear() {
    memory.now(0);
  }

  /** Tells what waits, of {@code circuit}; {@code end} would end the stream. */
  void offer(Object circuit, Victims victims, Runnable end) {
    if (memory.bytes() > 0) {
      long age = inboundAge == null ? 0 : inboundAge.nanos(clock);
      if (outboundAge != null) {
        age = Math.max(age, outboundAge.nanos(clock));
      }
      victims.stream(circuit, age, memory.bytes(), end);
    }
  }
}
