package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.tropea.directory.fetch.DirectoryClient;
import org.tropea.directory.fetch.DirectoryRequest;
import org.tropea.directory.fetch.DirectoryResponse;

/** Talks to other authorities' DirPorts, one connection for each request. Any thread. */
final class PeerClient {
  private static final int CONNECT_MILLISECONDS = 10_000;

  private final Bootstrap bootstrap;
  private final DirectoryClient client;

  PeerClient(EventLoop loop, Executor documents) {
    this.client = new DirectoryClient(documents);
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLISECONDS)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    // The client puts its own handlers in.
                  }
                });
  }

  /** Asks for a document of up to 16 MiB. */
  CompletionStage<DirectoryResponse> get(InetSocketAddress directory, String path) {
    DirectoryRequest request = new DirectoryRequest(path, null, DirectoryRequest.MAX_BODY);
    return exchange(directory, channel -> client.get(channel, directory, request));
  }

  /** Posts a document. */
  CompletionStage<DirectoryResponse> post(
      InetSocketAddress directory, String path, Bytes document) {
    return exchange(directory, channel -> client.post(channel, directory, path, document));
  }

  private CompletionStage<DirectoryResponse> exchange(
      InetSocketAddress directory, Function<Channel, Future<DirectoryResponse>> ask) {
    CompletableFuture<DirectoryResponse> answer = new CompletableFuture<>();
    ChannelFuture connecting = bootstrap.connect(directory);
    connecting.addListener(
        (ChannelFutureListener)
            connected -> {
              if (!connected.isSuccess()) {
                answer.completeExceptionally(connected.cause());
                return;
              }
              Future<DirectoryResponse> response = ask.apply(connected.channel());
              response.addListener(
                  done -> {
                    if (response.isSuccess()) {
                      answer.complete(response.getNow());
                    } else {
                      answer.completeExceptionally(response.cause());
                    }
                  });
            });
    return answer;
  }
}
