package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;

/** Reads addresses as documents write them. Nothing here ever asks a name server. */
public final class Addresses {
  private Addresses() {}

  /** Reads dotted IPv4, four decimal numbers without leading zeros. */
  public static InetAddress ipv4(String text) throws DecodeException {
    byte[] bytes = new byte[4];
    int position = 0;
    for (int i = 0; i < 4; i++) {
      int dot = i == 3 ? text.length() : text.indexOf('.', position);
      int value = dot < 0 ? -1 : decimal(text, position, dot, 255);
      if (value < 0) {
        throw new DecodeException("an IPv4 address is malformed");
      }
      bytes[i] = (byte) value;
      position = dot + 1;
    }
    return of(bytes);
  }

  /** Reads IPv6 without brackets; a zone is refused. */
  public static Inet6Address ipv6(String text) throws DecodeException {
    byte[] bytes = ipv6Bytes(text);
    if (bytes == null) {
      throw new DecodeException("an IPv6 address is malformed");
    }
    try {
      return Inet6Address.getByAddress(null, bytes, -1);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an IPv6 address", e);
    }
  }

  /** Reads {@code 1.2.3.4:port} or {@code [::1]:port}. */
  public static InetSocketAddress socketAddress(String text) throws DecodeException {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new DecodeException("an address has no port");
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    InetAddress address =
        bracketed && host.length() > 2 ? ipv6(host.substring(1, host.length() - 1)) : ipv4(host);
    return new InetSocketAddress(address, port(text.substring(colon + 1)));
  }

  /** Reads a port from 1 to 65535. */
  public static int port(String text) throws DecodeException {
    int port = decimal(text, 0, text.length(), 65535);
    if (port < 1) {
      throw new DecodeException("a port is malformed");
    }
    return port;
  }

  /** Writes 4 or 16 bytes, IPv6 in brackets and in its shortest form. */
  public static String write(Bytes address) {
    byte[] bytes = address.toByteArray();
    if (bytes.length == 4) {
      return of(bytes).getHostAddress();
    }
    return "[" + ipv6Text(bytes) + "]";
  }

  /** Writes {@code 1.2.3.4:port} or {@code [::1]:port}. */
  public static String write(InetSocketAddress address) {
    return write(Bytes.copyFrom(address.getAddress().getAddress())) + ":" + address.getPort();
  }

  /** The longest run of two zero groups or more, the first such, becomes {@code ::}. */
  private static String ipv6Text(byte[] bytes) {
    int gap = -1;
    int gapLength = 1;
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && group(bytes, i + run) == 0) {
        run++;
      }
      if (run > gapLength) {
        gap = i;
        gapLength = run;
      }
      i += run;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == gap) {
        text.append(i == 0 ? "::" : ":");
        i += gapLength - 1;
      } else {
        text.append(Integer.toHexString(group(bytes, i))).append(i == 7 ? "" : ":");
      }
    }
    return text.toString();
  }

  private static int group(byte[] bytes, int index) {
    return (bytes[2 * index] & 0xff) << 8 | (bytes[2 * index + 1] & 0xff);
  }

  private static InetAddress of(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 bytes are an IPv4 address", e);
    }
  }

  /** A number without leading zeros, or -1. */
  static int decimal(String text, int from, int to, int max) {
    if (to <= from || to - from > 5 || (text.charAt(from) == '0' && to - from > 1)) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value > max ? -1 : value;
  }

  private static byte @Nullable [] ipv6Bytes(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      byte[] all = groups(text, true);
      return all != null && all.length == 16 ? all : null;
    }
    byte[] head = groups(text.substring(0, gap), false);
    byte[] tail = groups(text.substring(gap + 2), true);
    if (head == null || tail == null || head.length + tail.length > 14) {
      return null;
    }
    byte[] bytes = new byte[16];
    System.arraycopy(head, 0, bytes, 0, head.length);
    System.arraycopy(tail, 0, bytes, 16 - tail.length, tail.length);
    return bytes;
  }

  /** The bytes of hexadecimal groups; the last of the address may be dotted IPv4. */
  private static byte @Nullable [] groups(String text, boolean last) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    if (text.length() > 45) {
      return null;
    }
    String[] groups = text.split(":", -1);
    byte[] bytes = new byte[2 * groups.length + 2];
    int length = 0;
    for (int i = 0; i < groups.length; i++) {
      if (last && i == groups.length - 1 && groups[i].indexOf('.') >= 0) {
        try {
          System.arraycopy(ipv4(groups[i]).getAddress(), 0, bytes, length, 4);
        } catch (DecodeException e) {
          return null;
        }
        length += 4;
      } else {
        int value = hexadecimal(groups[i]);
        if (value < 0) {
          return null;
        }
        bytes[length++] = (byte) (value >> 8);
        bytes[length++] = (byte) value;
      }
    }
    return length > 16 ? null : Arrays.copyOf(bytes, length);
  }

  private static int hexadecimal(String group) {
    if (group.isEmpty() || group.length() > 4) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < group.length(); i++) {
      int digit = group.charAt(i) < 128 ? Character.digit(group.charAt(i), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
