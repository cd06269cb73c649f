package org.tropea.protocol.channel;

import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of an ORPort. Its context is made anew when the relay's keys change, and the old one is
 * given back with the last link that uses it. For any thread, without a lock.
 */
final class ListenerTls implements AutoCloseable {
  private final ChannelTls tls;
  private final Supplier<@Nullable LinkKeys> keys;
  private final AtomicReference<@Nullable Server> current = new AtomicReference<>();
  private volatile boolean closed;

  /** A TLS context and the keys it was made of. */
  private record Server(LinkKeys keys, TlsContext tls) {}

  /** What answers one link: the keys it shows, and its TLS. */
  record Answer(LinkKeys keys, TlsHandler tls) {}

  ListenerTls(ChannelTls tls, Supplier<@Nullable LinkKeys> keys) {
    this.tls = tls;
    this.keys = keys;
  }

  /** For one incoming link; null when this is closed. */
  @Nullable Answer answer(ByteBufAllocator allocator) {
    while (!closed) {
      Server server = server();
      // Another thread may have replaced it meanwhile, and closed it.
      TlsHandler handler = server == null ? null : server.tls().serverHandler(allocator);
      if (server != null && handler != null) {
        return new Answer(server.keys(), handler);
      }
    }
    return null;
  }

  /** The context of the keys of now; null when another thread was faster, or this is closed. */
  private @Nullable Server server() {
    LinkKeys wanted = keys.get();
    if (wanted == null) {
      throw new IllegalStateException("a node without link keys does not listen");
    }
    Server known = current.get();
    if (known != null && known.keys().equals(wanted)) {
      return known;
    }
    Server made = new Server(wanted, tls.server(wanted.tls()));
    if (!current.compareAndSet(known, made)) {
      made.tls().close();
      return null;
    }
    if (known != null) {
      known.tls().close();
    }
    if (closed) {
      close();
    }
    return made;
  }

  /** No new links; those there are keep what they need. */
  @Override
  public void close() {
    closed = true;
    Server last = current.getAndSet(null);
    if (last != null) {
      last.tls().close();
    }
  }
}
