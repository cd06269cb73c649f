package org.tropea.embedded;

import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import org.tropea.client.AddressFamily;
import org.tropea.client.ConnectFailure;
import org.tropea.client.Connector;
import org.tropea.client.Lookup;
import org.tropea.client.TorClient;
import org.tropea.client.pool.Isolation;
import org.tropea.client.socket.TorSocketFactory;
import org.tropea.protocol.message.Answer;
import org.tropea.proxy.ClientProxy;
import org.tropea.proxy.ListenerSettings.Kind;

/**
 * A Tor client inside a Java program: sockets, lookups, and proxies for libraries that want one.
 * What is asked before it is ready waits.
 *
 * <p>Several can run in one JVM, each with a data directory of its own; one that was closed may be
 * followed by another on the same directory, which then knows what the first has learned. Its
 * threads keep no JVM alive. All its futures are completed on the common pool, so that whoever
 * continues one may block. For any thread.
 */
public final class EmbeddedClient implements AutoCloseable {
  private final ClientProxy proxy;
  private final CompletableFuture<EmbeddedClient> ready;

  EmbeddedClient(ClientProxy proxy) {
    this.proxy = proxy;
    this.ready = completed(proxy.client().ready(), client -> this);
  }

  /**
   * What a client is to be, before it is started.
   *
   * @param dataDirectory where it keeps what it learns of the network, and its guards; made where
   *     it is not there
   */
  public static EmbeddedClientBuilder builder(Path dataDirectory) {
    return new EmbeddedClientBuilder(dataDirectory);
  }

  /**
   * Done when the first circuit is ready. Fails with a {@link ConnectFailure} when the client is
   * closed before, and with an {@link IllegalStateException} when the network demands what this
   * version does not speak. To cancel it changes nothing.
   */
  public CompletableFuture<EmbeddedClient> ready() {
    return ready.copy();
  }

  /** Sockets that may share circuits with each other. */
  public SocketFactory sockets() {
    return sockets(Isolation.NONE);
  }

  /**
   * Sockets that share circuits with none of another isolation. Give each address as unresolved:
   * this machine is asked for no name. Failures are a {@link
   * org.tropea.client.socket.TorConnectException}, which says whose fault it is.
   */
  public SocketFactory sockets(Isolation isolation) {
    return new TorSocketFactory(proxy.connector(), isolation);
  }

  /**
   * Looks a name up by way of an exit. Connecting needs no lookup: hand the name to {@link
   * #sockets}.
   *
   * @return fails with a {@link ConnectFailure}, and with an {@link UnknownHostException} where the
   *     name has no address
   */
  public CompletableFuture<InetAddress> resolve(String host) {
    return lookUp(new Lookup.Forward(host, AddressFamily.ANY), Answer::address);
  }

  /** The name of an address, by way of an exit; fails as {@link #resolve} does. */
  public CompletableFuture<String> reverse(InetAddress address) {
    return lookUp(new Lookup.Reverse(address), Answer::host);
  }

  private <T> CompletableFuture<T> lookUp(Lookup lookup, Function<Answer, T> part) {
    return onLoop(() -> proxy.client().resolve(lookup, Isolation.NONE))
        .thenCompose(answer -> found(answer.map(part)));
  }

  private static <T> CompletableFuture<T> found(Optional<T> part) {
    return part.map(CompletableFuture::completedFuture)
        .orElseGet(
            () ->
                CompletableFuture.failedFuture(
                    new UnknownHostException("the exit found nothing of the kind that was asked")));
  }

  /**
   * From now on nothing shares a circuit with what was before; within 10 seconds of the last time
   * it is done when they are over.
   */
  public void newIdentity() {
    proxy.client().newIdentity();
  }

  /**
   * Where its SOCKS5 ports are, for libraries that take one.
   *
   * @return empty where none was asked for
   */
  public List<InetSocketAddress> socksPorts() {
    return proxy.addresses(Kind.SOCKS);
  }

  /**
   * Where its HTTP CONNECT ports are: the way for {@code java.net.http.HttpClient}, which passes a
   * SOCKS proxy over in silence.
   *
   * @return empty where none was asked for
   */
  public List<InetSocketAddress> httpTunnelPorts() {
    return proxy.addresses(Kind.HTTP_TUNNEL);
  }

  /** For programs that use Netty: streams are channels. Confined to its loop. */
  public Connector connector() {
    return proxy.connector();
  }

  /** The client behind, for its totals and paths. */
  public TorClient client() {
    return proxy.client();
  }

  /** Ends all its streams and threads; waits for them some seconds. */
  @Override
  public void close() {
    proxy.close();
  }

  private <T> CompletableFuture<T> onLoop(Supplier<Future<T>> question) {
    CompletableFuture<CompletableFuture<T>> asked = new CompletableFuture<>();
    try {
      proxy
          .connector()
          .loop()
          .execute(() -> asked.complete(completed(question.get(), Function.identity())));
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new ConnectFailure(ConnectFailure.Kind.CLOSED, "this client was closed"));
    }
    return asked.thenCompose(Function.identity());
  }

  private static <T, R> CompletableFuture<R> completed(Future<T> future, Function<T, R> result) {
    CompletableFuture<R> completed = new CompletableFuture<>();
    future.addListener(
        (Future<T> done) -> {
          // Not here: whoever continues it must not hold the loop.
          completed
              .defaultExecutor()
              .execute(
                  () -> {
                    if (done.isSuccess()) {
                      completed.complete(result.apply(done.getNow()));
                    } else {
                      completed.completeExceptionally(done.cause());
                    }
                  });
        });
    return completed;
  }
}
