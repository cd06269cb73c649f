package org.tropea.directory.network;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Addresses;
import org.tropea.directory.document.Nickname;

/**
 * A directory authority that we trust, as a {@code DirAuthority} line of torrc names it.
 *
 * @param nickname empty where the line has none
 * @param v3Identity the fingerprint of its identity key; null for one that does not vote, as the
 *     bridge authority
 * @param identity its relay's identity
 * @param directoryAddress where its DirPort listens
 * @param onionAddress where its ORPort listens; null where the line does not say
 * @param special other DirPorts for some uses alone, IPv4
 */
public record Authority(
    String nickname,
    @Nullable RsaIdentity v3Identity,
    RsaIdentity identity,
    InetSocketAddress directoryAddress,
    @Nullable InetSocketAddress onionAddress,
    Map<Use, InetSocketAddress> special) {
  private static final String SCHEME = "http://";

  /** What others want of its DirPort. */
  public enum Use {
    /** Descriptors are posted. */
    UPLOAD("upload="),
    /** What every directory has is fetched. */
    DOWNLOAD("download="),
    /** Another authority votes, or fetches anything. */
    VOTE("vote=");

    private final String flag;

    Use(String flag) {
      this.flag = flag;
    }
  }

  /** Keeps its own copy. */
  public Authority {
    special = Map.copyOf(special);
  }

  /** An authority with one DirPort for all uses. */
  public Authority(
      String nickname,
      @Nullable RsaIdentity v3Identity,
      RsaIdentity identity,
      InetSocketAddress directoryAddress,
      @Nullable InetSocketAddress onionAddress) {
    this(nickname, v3Identity, identity, directoryAddress, onionAddress, Map.of());
  }

  /** Where it is to be asked, by all but other authorities. */
  public InetSocketAddress addressFor(Use use) {
    return special.getOrDefault(use, directoryAddress);
  }

  /** Where another authority turns for the same: where votes go, if that is said. */
  public InetSocketAddress addressForAuthorities(Use use) {
    return special.getOrDefault(Use.VOTE, addressFor(use));
  }

  /** Reads {@code [nickname] [flags] address:port fingerprint}; unknown flags are passed over. */
  public static Authority read(String line) throws DecodeException {
    List<String> words = new ArrayList<>(List.of(line.strip().split("\\s+")));
    String nickname = Nickname.isLegal(words.get(0)) ? words.remove(0) : "";
    RsaIdentity v3Identity = null;
    int onionPort = 0;
    Map<Use, InetSocketAddress> special = new EnumMap<>(Use.class);
    while (!words.isEmpty() && !startsWithDigit(words.get(0))) {
      String flag = words.remove(0);
      String name = flag.toLowerCase(Locale.ROOT);
      if (name.startsWith("orport=")) {
        onionPort = Addresses.port(flag.substring("orport=".length()));
      } else if (name.startsWith("v3ident=")) {
        v3Identity = RsaIdentity.fromHex(flag.substring("v3ident=".length()));
      } else if (name.startsWith("ipv6=")) {
        // Not used yet, but a mistake in it is one in the line.
        checkIpv6(flag.substring("ipv6=".length()));
      } else {
        readSpecial(flag, name, special);
      }
    }
    if (words.size() < 2) {
      throw new DecodeException("a DirAuthority line lacks an address or a fingerprint");
    }
    InetSocketAddress directory = Addresses.socketAddress(words.remove(0));
    RsaIdentity identity = RsaIdentity.fromHex(String.join("", words));
    InetSocketAddress onion =
        onionPort == 0 ? null : new InetSocketAddress(directory.getAddress(), onionPort);
    return new Authority(nickname, v3Identity, identity, directory, onion, special);
  }

  /** {@code upload=http://address:port/}: the first of a use counts, and only IPv4, as in C tor. */
  private static void readSpecial(String flag, String name, Map<Use, InetSocketAddress> special)
      throws DecodeException {
    for (Use use : Use.values()) {
      if (name.startsWith(use.flag)) {
        String target = flag.substring(use.flag.length());
        if (!target.startsWith(SCHEME)) {
          throw new DecodeException("a DirAuthority line's " + use.flag + " is no http:// address");
        }
        String address = target.substring(SCHEME.length());
        if (address.endsWith("/")) {
          address = address.substring(0, address.length() - 1);
        }
        InetSocketAddress read = Addresses.socketAddress(address);
        if (read.getAddress() instanceof Inet4Address) {
          special.putIfAbsent(use, read);
        }
      }
    }
  }

  private static void checkIpv6(String address) throws DecodeException {
    if (Addresses.socketAddress(address).getAddress() instanceof Inet4Address) {
      throw new DecodeException("a DirAuthority line's ipv6= is no IPv6 address");
    }
  }

  private static boolean startsWithDigit(String word) {
    return !word.isEmpty() && word.charAt(0) >= '0' && word.charAt(0) <= '9';
  }
}
