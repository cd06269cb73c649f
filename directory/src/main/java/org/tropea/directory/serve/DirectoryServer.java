package org.tropea.directory.serve;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A directory server, HTTP/1.0 as C tor speaks it, on any channel: a stream of BEGIN_DIR, or a
 * socket of a DirPort. One request to a channel, which is closed behind the answer.
 *
 * <p>Immutable but for the count of bytes being uploaded; any thread.
 */
public final class DirectoryServer {
  /** Seconds without a byte, in or out, after which a channel is closed. */
  static final int STALL_SECONDS = 60;

  private static final int MAX_HEAD = 50_000;
  private static final int CHUNK = 8192;
  private static final int UPLOAD_BUDGET = 64 << 20;

  private final Routes routes;
  private final InstantSource clock;
  private final AtomicInteger uploading = new AtomicInteger();

  /** A server of these routes; {@code clock} is for headers only. */
  public DirectoryServer(Routes routes, InstantSource clock) {
    this.routes = routes;
    this.clock = clock;
  }

  /**
   * Serves whoever is at the other end; on the channel's loop.
   *
   * @param client where the request comes from, null where that is not known
   */
  public void install(Channel channel, @Nullable InetAddress client) {
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_HEAD)
            .setMaxHeaderSize(MAX_HEAD)
            .setMaxChunkSize(CHUNK);
    channel
        .pipeline()
        .addLast(
            new IdleStateHandler(true, STALL_SECONDS, STALL_SECONDS, 0, TimeUnit.SECONDS),
            new HttpRequestDecoder(limits),
            new ChunkedWriteHandler(),
            new RequestHandler(this, client));
  }

  Routes routes() {
    return routes;
  }

  InstantSource clock() {
    return clock;
  }

  /** Takes room for an upload, of which all channels together have 64 MiB. */
  boolean reserve(int bytes) {
    int before = uploading.getAndAdd(bytes);
    if (before > UPLOAD_BUDGET - bytes) {
      uploading.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void release(int bytes) {
    uploading.addAndGet(-bytes);
  }
}
