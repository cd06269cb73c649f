package org.tropea.directory.fetch;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.tropea.protocol.dial.Dial;
import org.tropea.protocol.dial.Dialler;
import org.tropea.protocol.dial.Purpose;
import org.tropea.protocol.loop.Unwatched;

/**
 * Asks directories on their DirPort, by plain HTTP: what relays and authorities do, never clients.
 * Immutable, any thread; all its sockets live on one event loop.
 */
public final class DirectoryPort {
  private final EventLoop loop;
  private final DirectoryClient client;
  private final Dialler dialler;

  /** Opens sockets on this loop, which must be one of NIO; unpacks on {@code documents}. */
  public DirectoryPort(EventLoop loop, Executor documents, Dialler dialler) {
    this.loop = loop;
    this.dialler = dialler;
    this.client = new DirectoryClient(documents);
  }

  /** Where its sockets live, and its futures complete. */
  public EventLoop loop() {
    return loop;
  }

  /** Asks for a document; the future fails where there is no answer. */
  public Future<DirectoryResponse> get(InetSocketAddress directory, DirectoryRequest request) {
    return connected(
        directory,
        LeastRate.Terms.FETCH,
        (socket, deadline) -> client.get(socket, directory, request, deadline));
  }

  /** Posts a document; the future fails where there is no answer. */
  public Future<UploadResponse> post(InetSocketAddress directory, String path, byte[] document) {
    DirectoryClient.Post post = new DirectoryClient.Post(path, document);
    return connected(
        directory,
        LeastRate.Terms.post(document.length),
        (socket, deadline) -> client.post(socket, directory, post, deadline));
  }

  private <T> Future<T> connected(
      InetSocketAddress directory,
      LeastRate.Terms terms,
      BiFunction<Channel, LeastRate, Future<T>> request) {
    Promise<T> answer = loop.newPromise();
    if (loop.inEventLoop()) {
      connect(directory, terms, request, answer);
    } else {
      loop.execute(() -> connect(directory, terms, request, answer));
    }
    return answer;
  }

  private <T> void connect(
      InetSocketAddress directory,
      LeastRate.Terms terms,
      BiFunction<Channel, LeastRate, Future<T>> request,
      Promise<T> answer) {
    // The one deadline is for connecting, too.
    ChannelFuture connect =
        dialler.dial(
            new Dial(Purpose.DIRECTORY, loop, directory, Duration.ZERO),
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {}
            });
    LeastRate deadline =
        LeastRate.start(loop, terms, () -> answer.tryFailure(DirectoryException.stalled()));
    answer.addListener(
        done -> {
          deadline.cancel();
          Unwatched.close(connect.channel());
        });
    connect.addListener(
        done -> {
          if (done.isSuccess()) {
            request
                .apply(connect.channel(), deadline)
                .addListener(new PromiseNotifier<>(false, answer));
          } else {
            answer.tryFailure(
                new DirectoryException(
                    DirectoryException.Kind.CLOSED, "a directory could not be connected to"));
          }
        });
  }
}
