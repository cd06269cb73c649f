package org.tropea.protocol.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.conscrypt.AllocatedBuffer;
import org.conscrypt.BufferAllocator;

/**
 * Lends Conscrypt's engines buffers for the time of a call. Without it each engine keeps one of
 * 16.7 kB for as long as its link lives.
 */
final class PooledBuffers extends BufferAllocator {
  private final ByteBufAllocator allocator;

  PooledBuffers(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  @Override
  public AllocatedBuffer allocateDirectBuffer(int capacity) {
    return new Lent(allocator.directBuffer(capacity), capacity);
  }

  /** One such buffer. */
  private static final class Lent extends AllocatedBuffer {
    private final ByteBuf buffer;
    private final ByteBuffer bytes;

    Lent(ByteBuf buffer, int capacity) {
      this.buffer = buffer;
      this.bytes = buffer.nioBuffer(0, capacity);
    }

    @Override
    public ByteBuffer nioBuffer() {
      return bytes;
    }

    @Override
    @SuppressWarnings("deprecation") // Conscrypt never calls it, but demands it.
    public AllocatedBuffer retain() {
      buffer.retain();
      return this;
    }

    @Override
    public AllocatedBuffer release() {
      buffer.release();
      return this;
    }
  }
}
