package org.tropea.integration;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tropea.integration.probe.DelayedLink;
import org.tropea.protocol.dial.Dial;
import org.tropea.protocol.dial.Dialler;
import org.tropea.protocol.dial.TcpDialler;

/** Leads each link by a line of its own, each slower than those before; it can cut one. */
final class UnevenLinks implements Dialler, AutoCloseable {
  private static final Duration FIRST = Duration.ofMillis(5);
  private static final Duration STEP = Duration.ofMillis(15);
  private static final int BYTES_PER_SECOND = 200_000_000;

  private final Map<InetSocketAddress, DelayedLink> lines = new ConcurrentHashMap<>();
  private final Dialler tcp = new TcpDialler();

  @Override
  public ChannelFuture dial(Dial dial, ChannelHandler first) {
    InetSocketAddress line = lines.computeIfAbsent(dial.address(), this::line).address();
    return tcp.dial(new Dial(dial.purpose(), dial.loop(), line, dial.patience()), first);
  }

  private DelayedLink line(InetSocketAddress target) {
    try {
      Duration delay = FIRST.plus(STEP.multipliedBy(lines.size()));
      return new DelayedLink(target, delay, BYTES_PER_SECOND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cuts the line that carried most: nobody gets to that relay any more. */
  void cutBusiest() throws IOException {
    lines.values().stream()
        .max(Comparator.comparingLong(DelayedLink::carried))
        .orElseThrow()
        .close();
  }

  @Override
  public void close() throws IOException {
    for (DelayedLink line : lines.values()) {
      line.close();
    }
  }
}
