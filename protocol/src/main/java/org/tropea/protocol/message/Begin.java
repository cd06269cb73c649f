package org.tropea.protocol.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/**
 * BEGIN (tor-spec 6.2): opens a stream: "host:port" and a NUL, flags (4), left out if 0. An IPv6
 * address stands in brackets.
 *
 * @param host a name, or an IP address without brackets, in lower case; at most 255 characters;
 *     empty where an onion service is the last hop
 * @param port 1 to 65535
 * @param flags {@link #IPV6_OK} and the others; bits without a name are ignored
 */
public record Begin(String host, int port, int flags) implements RelayMessage {
  /** The exit may connect to an IPv6 address. */
  public static final int IPV6_OK = 1;

  /** The exit must not connect to an IPv4 address. */
  public static final int IPV4_NOT_OK = 2;

  /** Of the two families, the exit shall take IPv6. */
  public static final int IPV6_PREFERRED = 4;

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:([^:\\[\\]]*)|\\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)]):([0-9]{1,5})");
  private static final Pattern PORT = Pattern.compile("\\s*+\\+?0*+[1-9][0-9]{0,4}");
  private static final int FLAGS_LENGTH = 4;

  /** Refuses what can be no host and port. */
  public Begin {
    host = host.isEmpty() ? host : HostText.lowerCase(host);
    if (port < 1 || port > 0xffff || !HOST_AND_PORT.matcher(hostAndPort(host, port)).matches()) {
      throw new IllegalArgumentException("not a host and a port");
    }
  }

  /** Opens a stream to an onion service, which knows its own name. */
  public static Begin toService(int port) {
    return new Begin("", port, 0);
  }

  static Begin read(ByteReader reader) throws DecodeException {
    Matcher matcher = HOST_AND_PORT.matcher(HostText.readTerminated(reader));
    if (!matcher.matches()) {
      throw new DecodeException("BEGIN holds no host and port");
    }
    String host = matcher.start(1) >= 0 ? matcher.group(1) : matcher.group(2);
    if (!host.isEmpty()) {
      HostText.check(host);
    }
    int port = Integer.parseInt(matcher.group(3));
    if (port < 1 || port > 0xffff) {
      throw new DecodeException("BEGIN holds a port outside 1 to 65535");
    }
    return new Begin(host, port, reader.remaining() < FLAGS_LENGTH ? 0 : reader.i32());
  }

  /**
   * Why the stream of a BEGIN ends that cannot be read, as C tor says it: what is no host is not
   * found, where its port is one by C's strtol.
   */
  public static EndReason refusal(ByteReader reader) {
    try {
      String text = HostText.readTerminated(reader);
      String port = text.substring(text.lastIndexOf(':') + 1);
      boolean good =
          port.length() < text.length()
              && PORT.matcher(port).matches()
              && Integer.parseInt(port.strip()) <= 0xffff;
      return good ? EndReason.RESOLVE_FAILED : EndReason.TOR_PROTOCOL;
    } catch (DecodeException e) {
      return EndReason.TOR_PROTOCOL;
    }
  }

  @Override
  public int command() {
    return RelayCommand.BEGIN;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onBegin(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    writer.bytes(HostText.bytes(hostAndPort(host, port))).u8(0);
    if (flags != 0) {
      writer.i32(flags);
    }
  }

  private static String hostAndPort(String host, int port) {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
