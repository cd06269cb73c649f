package org.tropea.directory.network;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Addresses;

/**
 * A cache that is known before the network is, as a {@code FallbackDir} line of torrc names it: it
 * is asked for documents, and believed nothing that authorities did not sign.
 *
 * @param onionAddress where its ORPort listens
 * @param ipv6Address the same over IPv6; null where the line does not say
 * @param weight how often it is chosen, beside the others, 0 or more; 1 where the line does not say
 */
public record FallbackDirectory(
    RsaIdentity identity,
    InetSocketAddress onionAddress,
    @Nullable InetSocketAddress ipv6Address,
    double weight) {
  private static final double LARGEST_WEIGHT = 1e18;

  /**
   * Reads {@code address[:port] orport=PORT id=FINGERPRINT [ipv6=address:port] [weight=NUMBER]}, in
   * any order; unknown flags are passed over, and so is the DirPort, which clients do not use.
   */
  public static FallbackDirectory read(String line) throws DecodeException {
    Lines read = new Lines();
    for (String word : List.of(line.strip().split("\\s+"))) {
      read.take(word);
    }
    return read.together();
  }

  /** What the words of a line said so far. */
  private static final class Lines {
    private @Nullable InetAddress address;
    private @Nullable RsaIdentity identity;
    private @Nullable InetSocketAddress ipv6;
    private int onionPort;
    private double weight = 1;

    void take(String word) throws DecodeException {
      int equals = word.indexOf('=');
      String value = word.substring(equals + 1);
      switch (equals < 0 ? "" : word.substring(0, equals).toLowerCase(Locale.ROOT)) {
        case "" -> takeAddress(word);
        case "orport" -> onionPort = Addresses.port(value);
        case "id" -> identity = RsaIdentity.fromHex(value);
        case "ipv6" -> takeIpv6(value);
        case "weight" -> weight = weight(value);
        default -> {
          // C tor passes over what it does not know.
        }
      }
    }

    private void takeAddress(String word) throws DecodeException {
      if (address != null) {
        throw new DecodeException("a FallbackDir line has two addresses");
      }
      address =
          word.indexOf(':') < 0 ? Addresses.ipv4(word) : Addresses.socketAddress(word).getAddress();
    }

    private void takeIpv6(String value) throws DecodeException {
      InetSocketAddress read = Addresses.socketAddress(value);
      if (read.getAddress() instanceof Inet4Address) {
        throw new DecodeException("a FallbackDir line's ipv6= is no IPv6 address");
      }
      ipv6 = ipv6 == null ? read : ipv6;
    }

    private static double weight(String value) throws DecodeException {
      try {
        double read = Double.parseDouble(value);
        if (read >= 0 && read <= LARGEST_WEIGHT) {
          return read;
        }
      } catch (NumberFormatException e) {
        // Below.
      }
      throw new DecodeException("a FallbackDir line's weight= is no number of 0 or more");
    }

    FallbackDirectory together() throws DecodeException {
      if (address == null || identity == null || onionPort == 0) {
        throw new DecodeException("a FallbackDir line lacks an address, orport= or id=");
      }
      return new FallbackDirectory(
          identity, new InetSocketAddress(address, onionPort), ipv6, weight);
    }
  }
}
