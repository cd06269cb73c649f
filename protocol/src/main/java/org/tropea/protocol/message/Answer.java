package org.tropea.protocol.message;

import com.google.crypto.tink.util.Bytes;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.linkspec.IpAddress;

/**
 * One answer of a RESOLVED (tor-spec 6.4): type (1), length (1), value, TTL (4).
 *
 * @param type one of the constants; an answer of another type is to be ignored
 * @param value the address or the name; what stands in an error means nothing
 * @param ttlSeconds unsigned
 */
public record Answer(int type, Bytes value, long ttlSeconds) {
  /** A host's name, the answer to a reverse lookup. */
  public static final int HOSTNAME = 0;

  /** An IPv4 address. */
  public static final int IPV4 = 4;

  /** An IPv6 address. */
  public static final int IPV6 = 6;

  /** The lookup failed, and may succeed later. */
  public static final int TRANSIENT_ERROR = 0xf0;

  /** The lookup failed for good. */
  public static final int ERROR = 0xf1;

  /** Refuses a value that its type does not have. */
  public Answer {
    if (value.size() > 0xff || !isValue(type, value)) {
      throw new IllegalArgumentException("not a value of this type of answer");
    }
  }

  /** An answer that holds an address of either family. */
  public static Answer of(InetAddress address, long ttlSeconds) {
    return new Answer(
        address instanceof Inet6Address ? IPV6 : IPV4,
        Bytes.copyFrom(address.getAddress()),
        ttlSeconds);
  }

  /** An answer that holds a host's name. */
  public static Answer of(String host, long ttlSeconds) {
    return new Answer(HOSTNAME, Bytes.copyFrom(HostText.bytes(host)), ttlSeconds);
  }

  /** The address in {@link #value}, or null if this is no address. */
  public @Nullable InetAddress address() {
    return type == IPV4 || type == IPV6 ? IpAddress.of(value.toByteArray()) : null;
  }

  /** The name in {@link #value}, or null if this is no name. */
  public @Nullable String host() {
    return type == HOSTNAME ? text(value) : null;
  }

  static Answer read(ByteReader reader) throws DecodeException {
    int type = reader.u8();
    Bytes value = reader.bytes(reader.u8());
    long ttlSeconds = reader.u32();
    if (!isValue(type, value)) {
      throw new DecodeException("RESOLVED holds an answer whose value does not fit its type");
    }
    return new Answer(type, value, ttlSeconds);
  }

  void write(ByteWriter writer) {
    writer.u8(type).u8(value.size()).bytes(value).u32(ttlSeconds);
  }

  private static boolean isValue(int type, Bytes value) {
    return switch (type) {
      case IPV4 -> value.size() == IpAddress.IPV4_LENGTH;
      case IPV6 -> value.size() == IpAddress.IPV6_LENGTH;
      case HOSTNAME -> HostText.isHost(text(value));
      default -> true;
    };
  }

  private static String text(Bytes value) {
    return new String(value.toByteArray(), StandardCharsets.ISO_8859_1);
  }
}
