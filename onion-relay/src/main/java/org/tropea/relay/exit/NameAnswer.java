package org.tropea.relay.exit;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsPtrRecord;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a name server answered: the records of the answer section that a question can be about. Whom
 * else it would have us ask (the authority section) is not even read. Immutable.
 */
record NameAnswer(DnsResponseCode code, List<Entry> entries) {
  /**
   * One record, copied out of the packet.
   *
   * @param owner whose it is, in lower case, without a dot at its end
   * @param ttlSeconds how long it may be kept
   * @param address of an A or AAAA record; null for others
   * @param name that a CNAME or PTR record leads to, as it came but without a dot at its end; null
   *     for others
   */
  record Entry(
      String owner,
      DnsRecordType type,
      long ttlSeconds,
      @Nullable InetAddress address,
      @Nullable String name) {}

  /**
   * Copies what is of use.
   *
   * @throws CorruptedFrameException where a name in it points to itself, or past the end
   */
  static NameAnswer of(DnsResponse response) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
      DnsRecord record = response.recordAt(DnsSection.ANSWER, i);
      DnsRecordType type = record.type();
      String name = name(record);
      InetAddress address = address(record);
      if (record.dnsClass() == DnsRecord.CLASS_IN && (name != null || address != null)) {
        entries.add(new Entry(folded(record.name()), type, record.timeToLive(), address, name));
      }
    }
    return new NameAnswer(response.code(), List.copyOf(entries));
  }

  /** A name as names are compared: in lower case, without a dot at its end. */
  static String folded(String name) {
    return withoutDot(name).toLowerCase(Locale.ROOT);
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static @Nullable InetAddress address(DnsRecord record) {
    int length =
        record.type().equals(DnsRecordType.A)
            ? 4
            : record.type().equals(DnsRecordType.AAAA) ? 16 : -1;
    if (!(record instanceof DnsRawRecord raw) || raw.content().readableBytes() != length) {
      return null;
    }
    byte[] bytes = new byte[length];
    raw.content().getBytes(raw.content().readerIndex(), bytes);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  private static @Nullable String name(DnsRecord record) {
    if (record instanceof DnsPtrRecord pointer) {
      return withoutDot(pointer.hostname());
    }
    boolean leads =
        record.type().equals(DnsRecordType.CNAME) || record.type().equals(DnsRecordType.PTR);
    if (!leads || !(record instanceof DnsRawRecord raw)) {
      return null;
    }
    ByteBuf content = raw.content();
    return withoutDot(DefaultDnsRecordDecoder.decodeName(content.duplicate()));
  }
}
