package org.tropea.relay.exit;

import com.google.crypto.tink.util.Bytes;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.protocol.message.Answer;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.stream.Splice;
import org.tropea.protocol.stream.TorStream;

/**
 * Connects streams to the hosts they ask for, as far as the policy allows (rows X01 to X08).
 *
 * <p>The policy is asked after the name is resolved, so that no name leads around it. Each stream
 * and its socket stay on the loop of their circuit; immutable itself, but for a resolver per loop.
 */
public final class ExitConnector {
  private static final int CONNECT_TIMEOUT_MILLIS = 15_000;

  /** What every answer says: a name's true lifetime would tell what others asked (row X04). */
  private static final long TTL_SECONDS = 60;

  private static final byte[] FAILURE =
      "Error resolving hostname".getBytes(StandardCharsets.US_ASCII);
  private static final int ANY_PORT = 1;

  private final Supplier<ExitPolicy> policy;
  private final List<InetSocketAddress> nameServers;
  private final Map<EventLoop, Resolver> resolvers = new ConcurrentHashMap<>();

  /**
   * A connector that asks for the {@code policy} of the moment with each stream, and these name
   * servers for addresses; those of the system where there are none.
   */
  public ExitConnector(Supplier<ExitPolicy> policy, List<InetSocketAddress> nameServers) {
    this.policy = policy;
    this.nameServers = List.copyOf(nameServers);
  }

  /** Connects {@code stream} as {@code begin} asks, or ends it with the reason. */
  public void connect(TorStream stream, Begin begin) {
    String host = begin.host().toLowerCase(Locale.ROOT);
    if (host.endsWith(".onion")) {
      stream.end(End.of(EndReason.TOR_PROTOCOL));
      return;
    }
    resolver(stream.eventLoop())
        .resolve(host)
        .addListener(
            (Future<List<InetAddress>> done) -> {
              if (!stream.isOpen()) {
                return;
              }
              if (done.isSuccess()) {
                connect(stream, begin, done.getNow());
              } else {
                stream.end(End.of(EndReason.RESOLVE_FAILED));
              }
            });
  }

  /** Resolves a name, or the name of an address, and answers as C tor does (row X04). */
  public void resolve(EventLoop loop, Resolve resolve, Consumer<Resolved> answer) {
    ExitPolicy now = policy.get();
    String host = resolve.host().toLowerCase(Locale.ROOT);
    if (now.equals(ExitPolicy.REJECT_ALL) || Resolver.literal(host) != null) {
      answer.accept(failed());
      return;
    }
    if (host.endsWith(".in-addr.arpa") || host.endsWith(".ip6.arpa")) {
      InetAddress of = PointerName.read(host);
      if (of == null || !ExitPolicy.REJECT_PRIVATE.allows(of, ANY_PORT)) {
        answer.accept(failed());
        return;
      }
      resolver(loop)
          .pointer(host)
          .addListener(
              (Future<String> done) ->
                  answer.accept(
                      done.isSuccess()
                          ? new Resolved(List.of(Answer.of(done.getNow(), TTL_SECONDS)))
                          : failed()));
      return;
    }
    resolver(loop)
        .resolve(host)
        .addListener(
            (Future<List<InetAddress>> done) ->
                answer.accept(done.isSuccess() ? answers(done.getNow(), now) : failed()));
  }

  private static Resolved answers(List<InetAddress> addresses, ExitPolicy now) {
    List<Answer> answers = new ArrayList<>();
    // One of each family that streams may go to.
    addresses.stream()
        .filter(Inet4Address.class::isInstance)
        .findFirst()
        .ifPresent(a -> answers.add(Answer.of(a, TTL_SECONDS)));
    boolean ipv6 = !now.summary(ExitPolicy.IpVersion.IPV6).rejectsAll();
    addresses.stream()
        .filter(address -> ipv6 && address instanceof Inet6Address)
        .findFirst()
        .ifPresent(a -> answers.add(Answer.of(a, TTL_SECONDS)));
    return answers.isEmpty() ? failed() : new Resolved(answers);
  }

  private static Resolved failed() {
    return new Resolved(List.of(new Answer(Answer.ERROR, Bytes.copyFrom(FAILURE), TTL_SECONDS)));
  }

  private void connect(TorStream stream, Begin begin, List<InetAddress> addresses) {
    boolean ipv4 = (begin.flags() & Begin.IPV4_NOT_OK) == 0;
    boolean ipv6 = (begin.flags() & Begin.IPV6_OK) != 0;
    boolean preferIpv6 = (begin.flags() & Begin.IPV6_PREFERRED) != 0;
    Class<?> preferred = preferIpv6 ? Inet6Address.class : Inet4Address.class;
    List<InetAddress> wanted =
        addresses.stream()
            .filter(a -> a instanceof Inet6Address ? ipv6 : ipv4)
            .sorted(Comparator.comparing((InetAddress a) -> !preferred.isInstance(a)))
            .toList();
    ExitPolicy now = policy.get();
    for (InetAddress address : wanted) {
      // 0.0.0.0 and [::] would be this machine, and no policy names them.
      if (!address.isAnyLocalAddress() && now.allows(address, begin.port())) {
        open(stream, new InetSocketAddress(address, begin.port()));
        return;
      }
    }
    InetAddress refused = wanted.isEmpty() ? null : wanted.get(0);
    stream.end(
        refused == null
            ? End.of(EndReason.EXIT_POLICY)
            : new End(EndReason.EXIT_POLICY, refused, TTL_SECONDS));
  }

  private static void open(TorStream stream, InetSocketAddress address) {
    ChannelFuture connecting =
        new Bootstrap()
            .group(stream.eventLoop())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.AUTO_READ, false)
            .handler(new Unset())
            .connect(address);
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            stream.end(End.of(reason(done.cause())));
          } else if (!stream.isOpen()) {
            connecting.channel().close();
          } else {
            stream.accept(new Connected(address.getAddress(), TTL_SECONDS));
            Splice.join(stream, connecting.channel());
          }
        });
  }

  /** A socket has no handler until it is connected; this one leaves by itself. */
  private static final class Unset extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel socket) {
      // The stream's Splice comes when it is connected.
    }
  }

  private static EndReason reason(Throwable failure) {
    if (failure instanceof ConnectTimeoutException) {
      return EndReason.TIMEOUT;
    }
    if (failure instanceof NoRouteToHostException) {
      return EndReason.NO_ROUTE;
    }
    if (saysThat(failure, "reset")) {
      return EndReason.CONNECTION_RESET;
    }
    if (failure instanceof ConnectException && !saysThat(failure, "unreachable")) {
      return EndReason.CONNECT_REFUSED;
    }
    return EndReason.NO_ROUTE;
  }

  /** Java has no other sign of it. */
  private static boolean saysThat(Throwable failure, String word) {
    return String.valueOf(failure.getMessage()).contains(word);
  }

  private Resolver resolver(EventLoop loop) {
    return resolvers.computeIfAbsent(loop, at -> new Resolver(at, nameServers));
  }

  /** Gives the resolvers' sockets back. */
  public void close() {
    resolvers.values().forEach(Resolver::close);
  }
}
