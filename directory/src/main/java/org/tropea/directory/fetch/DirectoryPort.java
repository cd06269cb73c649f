package org.tropea.directory.fetch;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Asks directories on their DirPort, by plain HTTP: what relays and authorities do, never clients.
 * Immutable, any thread; all its sockets live on one event loop.
 */
public final class DirectoryPort {
  private static final int CONNECT_MILLIS = 30_000;

  private final EventLoop loop;
  private final DirectoryClient client;

  /** Opens sockets on this loop, which must be one of NIO; unpacks on {@code documents}. */
  public DirectoryPort(EventLoop loop, Executor documents) {
    this.loop = loop;
    this.client = new DirectoryClient(documents);
  }

  /** Where its sockets live, and its futures complete. */
  public EventLoop loop() {
    return loop;
  }

  /** Asks for a document; the future fails where there is no answer. */
  public Future<DirectoryResponse> get(InetSocketAddress directory, DirectoryRequest request) {
    return connected(directory, socket -> client.get(socket, directory, request));
  }

  /** Posts a document; the future fails where there is no answer. */
  public Future<UploadResponse> post(InetSocketAddress directory, String path, byte[] document) {
    return connected(directory, socket -> client.post(socket, directory, path, document));
  }

  private <T> Future<T> connected(
      InetSocketAddress directory, Function<Channel, Future<T>> request) {
    Promise<T> answer = loop.newPromise();
    ChannelFuture connect =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {}
                })
            .connect(directory);
    connect.addListener(
        done -> {
          if (!done.isSuccess()) {
            answer.tryFailure(
                new DirectoryException(
                    DirectoryException.Kind.CLOSED, "a directory could not be connected to"));
            return;
          }
          request
              .apply(connect.channel())
              .addListener(
                  (Future<T> done2) -> {
                    if (done2.isSuccess()) {
                      answer.trySuccess(done2.getNow());
                    } else {
                      answer.tryFailure(done2.cause());
                    }
                  });
        });
    return answer;
  }
}
