package org.tropea.relay.exit;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DefaultDnsCache;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's cache of DNS answers with a bound: when so many were kept, all are forgotten, so that
 * whoever asks for many names costs time and no memory. Confined to its resolver's loop.
 */
final class AnswerCache implements DnsCache {
  private static final int MAX_KEPT = 10_000;

  /** In seconds; C tor keeps no answer longer. */
  private static final int MAX_LIFETIME = 3_600;

  private final DefaultDnsCache kept = new DefaultDnsCache(0, MAX_LIFETIME, 0);
  private int size;

  @Override
  public void clear() {
    kept.clear();
    size = 0;
  }

  @Override
  public boolean clear(String hostname) {
    return kept.clear(hostname);
  }

  @Override
  public @Nullable List<? extends DnsCacheEntry> get(String hostname, DnsRecord[] additionals) {
    return kept.get(hostname, additionals);
  }

  @Override
  public DnsCacheEntry cache(
      String hostname, DnsRecord[] additionals, InetAddress address, long ttl, EventLoop loop) {
    size++;
    if (size > MAX_KEPT) {
      clear();
    }
    return kept.cache(hostname, additionals, address, ttl, loop);
  }

  @Override
  public DnsCacheEntry cache(
      String hostname, DnsRecord[] additionals, Throwable cause, EventLoop loop) {
    // Failures are not kept: Netty's would be by the exception.
    return kept.cache(hostname, additionals, cause, loop);
  }
}
