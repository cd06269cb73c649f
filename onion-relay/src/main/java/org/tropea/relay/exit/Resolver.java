package org.tropea.relay.exit;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.memory.MemoryAccount;
import org.tropea.protocol.memory.MemoryStore;

/**
 * Names to addresses and back (row X05). Confined to its loop.
 *
 * <p>A server has one second, twice, as by C tor; the answer is there within five, and of it no
 * more than 100 addresses are used. Nothing is validated, so signatures cost nothing. A thousand
 * questions are under way at once, ten thousand wait.
 *
 * <p>Nobody is asked but the servers that it is given, whatever an answer says of others, and
 * neither the machine's hosts file nor its resolv.conf is read: without servers every name fails.
 */
final class Resolver {
  private static final int TOTAL_MILLIS = 4_500;
  private static final int MAX_ADDRESSES = 100;

  /** Each has a socket of its own, and a name is two of them. */
  private static final int MAX_RUNNING = 2_000;

  private static final int MAX_WAITING = 20_000;

  private final NameServerQuery.Sender sender;
  private final List<InetSocketAddress> servers;
  private final AnswerCache cache;
  private final ExitWatch watch;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;
  private volatile boolean closed;

  /** One that asks these servers. */
  Resolver(
      NameServerQuery.Sender sender,
      List<InetSocketAddress> servers,
      MemoryAccount memory,
      ExitWatch watch) {
    this.sender = sender;
    this.watch = watch;
    this.servers = List.copyOf(servers);
    this.cache = new AnswerCache(sender.loop().ticker()::nanoTime, memory.use());
    memory.enter(new MemoryStore("dns", sender.loop(), cache::bytes, cache::trim));
  }

  /**
   * Addresses of a host, in lower case, those of IPv4 first; a literal address is its own answer,
   * never asked for.
   */
  Future<HostAddresses> resolve(String host) {
    EventLoop loop = sender.loop();
    InetAddress literal = literal(host);
    if (literal != null) {
      return loop.newSucceededFuture(HostAddresses.literal(literal));
    }
    HostAddresses kept = cache.get(host);
    if (kept != null) {
      return loop.newSucceededFuture(kept);
    }
    if (host.equals("localhost") || host.equals("localhost.")) {
      return loop.newFailedFuture(new UnknownHostException("a name of this machine"));
    }
    Future<List<NameAnswer.Entry>> four = ask(host, DnsRecordType.A);
    Future<List<NameAnswer.Entry>> six = ask(host, DnsRecordType.AAAA);
    Promise<HostAddresses> done = loop.newPromise();
    four.addListener(first -> six.addListener(second -> finish(host, four, six, done)));
    return done;
  }

  /** Either kind of address will do. */
  private void finish(
      String host,
      Future<List<NameAnswer.Entry>> four,
      Future<List<NameAnswer.Entry>> six,
      Promise<HostAddresses> done) {
    List<NameAnswer.Entry> entries = new ArrayList<>();
    if (four.isSuccess()) {
      entries.addAll(four.getNow());
    }
    if (six.isSuccess()) {
      entries.addAll(six.getNow());
    }
    List<InetAddress> addresses = new ArrayList<>();
    long ipv4 = Long.MAX_VALUE;
    long ipv6 = Long.MAX_VALUE;
    for (NameAnswer.Entry entry : entries.subList(0, Math.min(entries.size(), MAX_ADDRESSES))) {
      if (entry.address() != null) {
        addresses.add(entry.address());
        if (entry.address() instanceof Inet6Address) {
          ipv6 = Math.min(ipv6, entry.ttlSeconds());
        } else {
          ipv4 = Math.min(ipv4, entry.ttlSeconds());
        }
      }
    }
    if (addresses.isEmpty()) {
      done.setFailure(four.isSuccess() ? six.cause() : four.cause());
      return;
    }
    HostAddresses known = HostAddresses.answered(addresses, ipv4, ipv6, sender.random());
    cache.put(host, known);
    done.setSuccess(known);
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
    Future<List<NameAnswer.Entry>> asked = ask(arpaName, DnsRecordType.PTR);
    Promise<String> done = sender.loop().newPromise();
    asked.addListener(
        answer -> {
          String name = asked.isSuccess() ? asked.getNow().get(0).name() : null;
          if (name == null) {
            done.setFailure(new UnknownHostException("no name"));
          } else {
            done.setSuccess(name);
          }
        });
    return done;
  }

  private Future<List<NameAnswer.Entry>> ask(String name, DnsRecordType type) {
    Promise<List<NameAnswer.Entry>> done = sender.loop().newPromise();
    if (servers.isEmpty() || closed) {
      return done.setFailure(new NameFailure(NameResult.UNKNOWN, "there is no name server to ask"));
    }
    Future<?> timer =
        sender
            .loop()
            .schedule(
                () -> done.tryFailure(new NameFailure(NameResult.TIMEOUT, "no answer in time")),
                TOTAL_MILLIS,
                TimeUnit.MILLISECONDS);
    watch.asking();
    done.addListener(
        ended -> {
          timer.cancel(false);
          watch.answered(ended.isSuccess() ? NameResult.SUCCESS : NameFailure.of(ended.cause()));
        });
    attempt(() -> NameLookup.of(sender, servers, name, type), done);
    return done;
  }

  /** Asks when there is room. */
  private void attempt(
      Supplier<Future<List<NameAnswer.Entry>>> question, Promise<List<NameAnswer.Entry>> done) {
    if (running == MAX_RUNNING) {
      if (waiting.size() < MAX_WAITING) {
        waiting.add(() -> attempt(question, done));
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
    running++;
    question
        .get()
        .addListener(
            (Future<List<NameAnswer.Entry>> answer) -> {
              running--;
              if (answer.isSuccess()) {
                done.trySuccess(answer.getNow());
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
      sender.loop().execute(task);
    }
  }

  /** Asks nobody any more; what was asked ends by itself, in time. Any thread. */
  void close() {
    closed = true;
  }
}
