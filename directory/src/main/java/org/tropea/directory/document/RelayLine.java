package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.text.IsoTime;

/**
 * Who a relay is and where, as the lines {@code r} and {@code a} of votes and consensuses say it
 * (dir-spec 3.4.1). Immutable.
 *
 * @param descriptor SHA-1 of its server descriptor, 20 bytes
 * @param address IPv4 address and ORPort, which may be 0
 * @param dirPort 0 where it has none
 */
public record RelayLine(
    String nickname,
    RsaIdentity identity,
    Bytes descriptor,
    Instant published,
    InetSocketAddress address,
    int dirPort,
    @Nullable InetSocketAddress ipv6) {
  /** Length of a server descriptor's digest. */
  public static final int DIGEST_LENGTH = 20;

  private static final int NO_PORT = 65536;

  /** The same relay under another nickname and at another IPv6 address. */
  public RelayLine with(String nickname, @Nullable InetSocketAddress ipv6) {
    return new RelayLine(nickname, identity, descriptor, published, address, dirPort, ipv6);
  }

  /** An ORPort or DirPort of an {@code r} line; what is no port reads as 0, as in C tor. */
  static int port(String text) {
    int port = 0;
    for (int i = text.startsWith("+") ? 1 : 0; i < text.length(); i++) {
      char c = text.charAt(i);
      port = c < '0' || c > '9' ? NO_PORT : Math.min(10 * port + c - '0', NO_PORT);
      if (port == NO_PORT) {
        return 0;
      }
    }
    return port;
  }

  /** Writes both lines; {@code published} stands in for the relay's own time. */
  public void write(StringBuilder text, Flavour flavour, Instant published) {
    text.append("r ").append(nickname).append(' ').append(Base64Digest.write(identity.value()));
    if (flavour == Flavour.NS) {
      text.append(' ').append(Base64Digest.write(descriptor));
    }
    text.append(' ').append(IsoTime.write(published));
    text.append(' ').append(address.getAddress().getHostAddress());
    text.append(' ').append(address.getPort()).append(' ').append(dirPort).append('\n');
    if (ipv6 != null) {
      text.append("a [").append(Ipv6Text.write(ipv6.getAddress().getAddress()));
      text.append("]:").append(ipv6.getPort()).append('\n');
    }
  }
}
