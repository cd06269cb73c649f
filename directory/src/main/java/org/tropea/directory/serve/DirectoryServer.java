package org.tropea.directory.serve;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A directory server, HTTP/1.0 as C tor speaks it, on any channel: a stream of BEGIN_DIR, or a
 * socket of a DirPort. One request to a channel, which is closed behind the answer.
 *
 * <p>Immutable but for the counts of what is being uploaded and packed; any thread.
 */
public final class DirectoryServer {
  /** Seconds without a byte, in or out, after which a channel is closed. */
  static final int STALL_SECONDS = 60;

  private static final int CHUNK = 8192;

  /** A piece waits at a time: what is behind it is made when it is gone. */
  private static final WriteBufferWaterMark ONE_PIECE = new WriteBufferWaterMark(1, 1);

  private final Routes routes;
  private final InstantSource clock;
  private final RequestWatch watch;
  private final UploadRoom uploads = new UploadRoom();
  private final PackingRoom packing = new PackingRoom();

  /** The routes of those channels that have none of their own. */
  public Routes routes() {
    return routes;
  }

  /** A server of these routes whom nobody watches; {@code clock} is for headers only. */
  public DirectoryServer(Routes routes, InstantSource clock) {
    this(routes, clock, RequestWatch.silent());
  }

  /** The same; {@code watch} is told of its requests. */
  public DirectoryServer(Routes routes, InstantSource clock, RequestWatch watch) {
    this.routes = routes;
    this.clock = clock;
    this.watch = watch;
  }

  /**
   * Serves whoever is at the other end; on the channel's loop.
   *
   * @param client where the request comes from, null where that is not known
   */
  public void install(Channel channel, @Nullable InetAddress client) {
    install(channel, client, routes);
  }

  /**
   * The same, by routes that are this channel's alone.
   *
   * @param client where the request comes from, null where that is not known
   */
  public void install(Channel channel, @Nullable InetAddress client, Routes routes) {
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(HeadLimit.MAX_HEAD)
            .setMaxHeaderSize(HeadLimit.MAX_HEAD)
            .setMaxChunkSize(CHUNK);
    channel.config().setWriteBufferWaterMark(ONE_PIECE);
    channel
        .pipeline()
        .addLast(
            new IdleStateHandler(true, STALL_SECONDS, STALL_SECONDS, 0, TimeUnit.SECONDS),
            new HeadLimit(),
            new HttpRequestDecoder(limits),
            new ChunkedWriteHandler(),
            new RequestHandler(this, client, routes));
  }

  InstantSource clock() {
    return clock;
  }

  RequestWatch watch() {
    return watch;
  }

  UploadRoom uploads() {
    return uploads;
  }

  PackingRoom packing() {
    return packing;
  }
}
