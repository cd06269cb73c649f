package org.tropea.relay.exit;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsPtrRecord;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names to addresses and back, by Netty's resolver (row X05). Confined to its loop.
 *
 * <p>Each question has an id, a port and a case of letters of its own. A server has one second,
 * twice, as by C tor; the answer is there within five, after 16 CNAMEs at most, and of it no more
 * than 100 addresses are used. Nothing is validated, so signatures cost nothing. A thousand
 * questions are under way at once, ten thousand wait.
 *
 * <p>Nobody is asked but the servers that it is given, and the machine's hosts file answers
 * nothing: without servers every name fails. (Netty would ask Google's.)
 */
final class Resolver {
  private static final Logger log = LoggerFactory.getLogger(Resolver.class);
  private static final int SERVER_MILLIS = 1_000;
  private static final int TOTAL_MILLIS = 4_500;
  private static final int ATTEMPTS = 2;
  private static final int MAX_QUERIES = 16;
  private static final int MAX_ADDRESSES = 100;

  /** Each has a socket of its own. */
  private static final int MAX_RUNNING = 1_000;

  private static final int MAX_WAITING = 10_000;

  private final EventLoop loop;
  private final @Nullable DnsNameResolver names;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  /** One that asks these servers. */
  Resolver(EventLoop loop, List<InetSocketAddress> servers) {
    this(loop, servers, NioDatagramChannel::new);
  }

  /** The same, with sockets of {@code sockets}. */
  Resolver(
      EventLoop loop,
      List<InetSocketAddress> servers,
      ChannelFactory<? extends DatagramChannel> sockets) {
    this.loop = loop;
    this.names = servers.isEmpty() ? null : asking(loop, servers, sockets);
  }

  private static @Nullable DnsNameResolver asking(
      EventLoop loop,
      List<InetSocketAddress> servers,
      ChannelFactory<? extends DatagramChannel> sockets) {
    try {
      return new DnsNameResolverBuilder(loop)
          .nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers))
          .hostsFileEntriesResolver((name, types) -> null)
          .datagramChannelFactory(sockets)
          .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
          .socketChannelType(NioSocketChannel.class)
          .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
          .caseRandomizationEnabled(true)
          // What is asked for is meant as it stands, and a server's hints are followed nowhere.
          .searchDomains(List.of())
          .resolveCache(new AnswerCache())
          .cnameCache(NoopDnsCnameCache.INSTANCE)
          .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
          .queryTimeoutMillis(SERVER_MILLIS)
          .maxQueriesPerResolve(MAX_QUERIES)
          .build();
    } catch (LinkageError e) {
      // Netty reads the system's file too, for defaults that are never asked, and chokes on some.
      log.error(
          "The system's resolv.conf holds no name server that can be used, and without one no"
              + " other is asked either: correct its nameserver lines");
      return null;
    }
  }

  /** Addresses of a host, in lower case; a literal address is its own answer, never asked for. */
  Future<List<InetAddress>> resolve(String host) {
    InetAddress literal = literal(host);
    if (literal != null) {
      return loop.newSucceededFuture(List.of(literal));
    }
    if (host.equals("localhost") || host.equals("localhost.")) {
      // Where no server knows it, Netty does.
      return loop.newFailedFuture(new UnknownHostException("a name of this machine"));
    }
    Promise<List<InetAddress>> asked = loop.newPromise();
    ask(known -> known.resolveAll(host), asked);
    Promise<List<InetAddress>> done = loop.newPromise();
    asked.addListener(
        answer -> {
          if (asked.isSuccess()) {
            List<InetAddress> all = asked.getNow();
            done.setSuccess(List.copyOf(all.subList(0, Math.min(all.size(), MAX_ADDRESSES))));
          } else {
            done.setFailure(asked.cause());
          }
        });
    return done;
  }

  /** The address that {@code host} writes; null where it is a name. */
  static @Nullable InetAddress literal(String host) {
    String text =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("Netty made an address of an odd length", e);
    }
  }

  /** The name that a name under in-addr.arpa or ip6.arpa points to. */
  Future<String> pointer(String arpaName) {
    Promise<List<DnsRecord>> asked = loop.newPromise();
    ask(known -> known.resolveAll(new DefaultDnsQuestion(arpaName, DnsRecordType.PTR)), asked);
    Promise<String> done = loop.newPromise();
    asked.addListener(
        answer -> {
          String name = asked.isSuccess() ? firstName(asked.getNow()) : null;
          if (name == null) {
            done.setFailure(new UnknownHostException("no name"));
          } else {
            done.setSuccess(name);
          }
        });
    return done;
  }

  private <T> void ask(Function<DnsNameResolver, Future<T>> question, Promise<T> done) {
    DnsNameResolver known = names;
    if (known == null) {
      done.setFailure(new UnknownHostException("there is no name server to ask"));
    } else {
      attempt(() -> question.apply(known), ATTEMPTS, withinTime(done));
    }
  }

  /** Asks when there is room, and again where no server answered in time. */
  private <T> void attempt(Supplier<Future<T>> question, int attempts, Promise<T> done) {
    if (running == MAX_RUNNING) {
      if (waiting.size() < MAX_WAITING) {
        waiting.add(() -> attempt(question, attempts, done));
      } else {
        done.tryFailure(new UnknownHostException("too many names are asked for"));
      }
      return;
    }
    if (done.isDone()) {
      // It has waited for too long.
      next();
      return;
    }
    Future<T> asked;
    try {
      asked = question.get();
    } catch (RuntimeException | Error e) {
      done.tryFailure(e);
      next();
      return;
    }
    running++;
    asked.addListener(
        (Future<T> answer) -> {
          running--;
          if (answer.isSuccess()) {
            if (!done.trySuccess(answer.getNow())) {
              // Too late: nobody will look at it.
              release(answer.getNow());
            }
          } else if (attempts > 1 && !done.isDone() && isTimeout(answer.cause())) {
            attempt(question, attempts - 1, done);
          } else {
            done.tryFailure(answer.cause());
          }
          next();
        });
  }

  private void next() {
    Runnable task = waiting.poll();
    if (task != null) {
      // Not at once: many of them may be too late, and would pile up on the stack.
      loop.execute(task);
    }
  }

  /** Fails {@code done} where it is not done in time. */
  private <T> Promise<T> withinTime(Promise<T> done) {
    Future<?> timer =
        loop.schedule(
            () -> done.tryFailure(new UnknownHostException("no answer in time")),
            TOTAL_MILLIS,
            TimeUnit.MILLISECONDS);
    done.addListener(ended -> timer.cancel(false));
    return done;
  }

  private static boolean isTimeout(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DnsNameResolverTimeoutException) {
        return true;
      }
    }
    return false;
  }

  private static void release(Object answer) {
    if (answer instanceof List<?> records) {
      records.forEach(ReferenceCountUtil::release);
    }
  }

  private static @Nullable String firstName(List<DnsRecord> records) {
    try {
      for (DnsRecord record : records) {
        String name = name(record);
        if (name != null) {
          return name;
        }
      }
      return null;
    } catch (CorruptedFrameException e) {
      // A name that points to itself, or past its end.
      return null;
    } finally {
      release(records);
    }
  }

  private static @Nullable String name(DnsRecord record) {
    String name = null;
    if (record instanceof DnsPtrRecord pointer) {
      name = pointer.hostname();
    } else if (record instanceof DnsRawRecord raw && record.type().equals(DnsRecordType.PTR)) {
      name = DefaultDnsRecordDecoder.decodeName(raw.content());
    }
    return name != null && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  void close() {
    if (names != null) {
      names.close();
    }
  }
}
