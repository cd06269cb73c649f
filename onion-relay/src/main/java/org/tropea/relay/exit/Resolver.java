package org.tropea.relay.exit;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsPtrRecord;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names to addresses and back, by Netty's resolver (row X05 in its first form). Confined to its
 * loop.
 *
 * <p>A question is given up after 5 seconds and 16 CNAMEs.
 */
final class Resolver {
  private static final int TIMEOUT_MILLIS = 2_500;
  private static final int MAX_QUERIES = 16;

  private final EventLoop loop;
  private final DnsNameResolver names;

  /** One that asks these servers; those of the system where there are none. */
  Resolver(EventLoop loop, List<InetSocketAddress> servers) {
    this.loop = loop;
    DnsServerAddressStreamProvider provider =
        servers.isEmpty()
            ? DnsServerAddressStreamProviders.platformDefault()
            : new SequentialDnsServerAddressStreamProvider(servers);
    this.names =
        new DnsNameResolverBuilder(loop)
            .nameServerProvider(provider)
            .datagramChannelType(NioDatagramChannel.class)
            .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
            .queryTimeoutMillis(TIMEOUT_MILLIS)
            .maxQueriesPerResolve(MAX_QUERIES)
            .build();
  }

  /** All addresses of a host; a literal address is its own answer and is never asked for. */
  Future<List<InetAddress>> resolve(String host) {
    InetAddress literal = literal(host);
    if (literal != null) {
      return loop.newSucceededFuture(List.of(literal));
    }
    return names.resolveAll(host);
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
    Promise<String> done = loop.newPromise();
    names
        .resolveAll(new DefaultDnsQuestion(arpaName, DnsRecordType.PTR))
        .addListener(
            (Future<List<DnsRecord>> answer) -> {
              if (!answer.isSuccess()) {
                done.setFailure(answer.cause());
                return;
              }
              String name = null;
              for (DnsRecord record : answer.getNow()) {
                name = name == null ? name(record) : name;
                ReferenceCountUtil.release(record);
              }
              if (name == null) {
                done.setFailure(new UnknownHostException("no name"));
              } else {
                done.setSuccess(name);
              }
            });
    return done;
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
    names.close();
  }
}
