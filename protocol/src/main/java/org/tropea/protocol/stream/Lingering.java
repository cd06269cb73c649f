package org.tropea.protocol.stream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.loop.Unwatched;

/**
 * Sockets whose conversation is over, and which have not taken all that was accepted for them.
 *
 * <p>Each is closed once it has taken everything. One that has taken nothing for five minutes is
 * reset, so that its peer does not believe that this was all; so is the one that has waited longest
 * when all of them together hold more than they may. Confined to one loop.
 */
public final class Lingering {
  /** What all sockets of a loop may hold, in bytes. */
  public static final long USUAL_BYTES = 32L << 20;

  static final int SWEEP_SECONDS = 60;

  /** Five whole minutes lie between the first and the last of these. */
  private static final int PATIENCE_SWEEPS = 6;

  /** What a socket costs besides the bytes that it holds. */
  private static final int OVERHEAD = 4096;

  private final long maxBytes;
  private final Map<Channel, Held> held = new LinkedHashMap<>();
  private long bytes;
  private @Nullable Future<?> nextSweep;

  /** What one socket holds, and at how many sweeps in a row it had taken nothing. */
  private static final class Held {
    private long bytes;
    private int idleSweeps;

    private long cost() {
      return bytes + OVERHEAD;
    }
  }

  /** Sockets that hold at most so many bytes together. */
  public Lingering(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Closes {@code socket} once it has taken what was written to it. */
  public void closeWhenDone(Channel socket) {
    assert socket.eventLoop().inEventLoop();
    // What it still says is thrown away, and that it says no more ends nothing: closing a socket
    // with unread bytes would be a reset.
    socket.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    socket.config().setAutoRead(true);
    socket.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    if (!socket.isOpen() || held.containsKey(socket)) {
      return;
    }
    Held mine = new Held();
    mine.bytes = pending(socket);
    held.put(socket, mine);
    bytes += mine.cost();
    socket.closeFuture().addListener(closed -> forget(socket));
    if (bytes > maxBytes) {
      makeRoom();
    }
    if (nextSweep == null && !held.isEmpty()) {
      nextSweep = socket.eventLoop().schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void forget(Channel socket) {
    Held gone = held.remove(socket);
    if (gone != null) {
      bytes -= gone.cost();
    }
    if (held.isEmpty() && nextSweep != null) {
      nextSweep.cancel(false);
      nextSweep = null;
    }
  }

  private void sweep() {
    nextSweep = null;
    look();
    List<Channel> stuck = new ArrayList<>();
    held.forEach(
        (socket, its) -> {
          its.idleSweeps++;
          if (its.idleSweeps > PATIENCE_SWEEPS) {
            stuck.add(socket);
          }
        });
    stuck.forEach(Lingering::reset);
    if (!held.isEmpty()) {
      Channel any = held.keySet().iterator().next();
      nextSweep = any.eventLoop().schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Counts again what each of them holds. */
  private void look() {
    bytes = 0;
    held.forEach(
        (socket, its) -> {
          long left = pending(socket);
          if (left < its.bytes) {
            its.idleSweeps = 0;
          }
          its.bytes = left;
          bytes += its.cost();
        });
  }

  private void makeRoom() {
    look();
    if (bytes <= maxBytes) {
      return;
    }
    Comparator<Map.Entry<Channel, Held>> patience =
        Comparator.comparingInt(each -> -each.getValue().idleSweeps);
    // The order is that in which they came, and sorting keeps it.
    for (Map.Entry<Channel, Held> longest : held.entrySet().stream().sorted(patience).toList()) {
      if (bytes <= maxBytes) {
        return;
      }
      reset(longest.getKey());
    }
  }

  private static void reset(Channel socket) {
    socket.config().setOption(ChannelOption.SO_LINGER, 0);
    Unwatched.close(socket);
  }

  private static long pending(Channel socket) {
    ChannelOutboundBuffer out = socket.unsafe().outboundBuffer();
    return out == null ? 0 : out.totalPendingWriteBytes();
  }
}
