package org.tropea.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.channel.ListenFailure;
import org.tropea.protocol.loop.Unwatched;

/** The sockets at which a relay takes links: one of IPv4, and maybe one of IPv6. Thread-safe. */
final class OrPortListeners {
  private static final Logger log = LoggerFactory.getLogger(OrPortListeners.class);

  /** As often as C tor tries to open what it could not. */
  private static final long RETRY_SECONDS = 60;

  private final Listener ipv4;
  private final @Nullable Listener ipv6;

  /** How one is opened. */
  interface Binding {
    ChannelFuture bind(InetSocketAddress address);
  }

  /** One of them, which keeps its address when it is closed. */
  private static final class Listener {
    private final Binding binding;
    private final InetSocketAddress address;
    private volatile Channel channel;
    private volatile boolean wanted = true;

    Listener(InetSocketAddress wanted, Binding binding) throws IOException {
      this.binding = binding;
      ChannelFuture bound = binding.bind(wanted).awaitUninterruptibly();
      if (!bound.isSuccess()) {
        throw ListenFailure.of("ORPort", wanted, bound.cause());
      }
      channel = bound.channel();
      address = (InetSocketAddress) channel.localAddress();
    }

    ChannelFuture close() {
      wanted = false;
      return channel.close();
    }

    void reopen() {
      wanted = true;
      channel.closeFuture().addListener(closed -> open());
    }

    private void open() {
      if (wanted && !channel.isOpen()) {
        binding.bind(address).addListener((ChannelFuture bound) -> opened(bound));
      }
    }

    private void opened(ChannelFuture bound) {
      if (bound.isSuccess()) {
        channel = bound.channel();
        if (!wanted) {
          Unwatched.close(bound.channel());
        }
      } else if (wanted) {
        log.warn("{}", ListenFailure.of("ORPort", address, bound.cause()).getMessage());
        Future<?> unused =
            channel.eventLoop().schedule(this::open, RETRY_SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  /**
   * Opens them; waits until they are.
   *
   * @throws IOException when one cannot be opened
   */
  OrPortListeners(Settings.Ports ports, Binding binding) throws IOException {
    InetSocketAddress second = ports.ipv6();
    ipv4 = new Listener(ports.listen(), binding);
    ipv6 = second == null ? null : new Listener(second, binding);
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return ipv4.address;
  }

  /** Where it listens for IPv6; null for nowhere. */
  @Nullable InetSocketAddress ipv6Address() {
    return ipv6 == null ? null : ipv6.address;
  }

  /** Closes them, and waits for nothing. */
  void shut() {
    for (Listener each : all()) {
      each.close().addListener(closed -> log.info("The ORPort is closed for now"));
    }
  }

  /**
   * Opens again at the same addresses what was {@linkplain #shut shut}; waits for nothing. What
   * cannot be opened is tried again each minute.
   */
  void reopen() {
    all().forEach(Listener::reopen);
  }

  /** Closes them, and waits for that. */
  void close() {
    List<ChannelFuture> closing = all().stream().map(Listener::close).toList();
    closing.forEach(ChannelFuture::awaitUninterruptibly);
  }

  /** The same; afterwards others can listen there at once. */
  void free() {
    close();
    // Java gives a socket back when its loop selects next, which it has done before a timer runs.
    for (Listener each : all()) {
      each.channel.eventLoop().schedule(() -> {}, 1, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
  }

  private List<Listener> all() {
    return ipv6 == null ? List.of(ipv4) : List.of(ipv4, ipv6);
  }
}
