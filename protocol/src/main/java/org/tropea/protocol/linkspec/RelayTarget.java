package org.tropea.protocol.linkspec;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;

/**
 * How to reach a relay, and who must answer there (tor-spec 5.1.2). Immutable.
 *
 * @param ed25519Identity null where the relay has none, or is not known to prove it
 * @param addresses at least one, each an address and not a name; the preferred one first
 */
public record RelayTarget(
    RsaIdentity rsaIdentity,
    @Nullable Ed25519Identity ed25519Identity,
    List<InetSocketAddress> addresses) {

  /** Refuses a target without an address, and names that would have to be looked up. */
  public RelayTarget {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty() || addresses.stream().anyMatch(InetSocketAddress::isUnresolved)) {
      throw new IllegalArgumentException("a relay is reached by its IP address");
    }
  }

  /**
   * What an EXTEND2 says of this relay, in the order all clients send: IPv4, RSA identity, Ed25519
   * identity, IPv6. Only the first address of each family, since relays look at no other.
   */
  public List<LinkSpecifier> linkSpecifiers() {
    List<LinkSpecifier> specifiers = new ArrayList<>();
    addFirst(specifiers, Inet4Address.class, Ipv4LinkSpecifier::new);
    specifiers.add(new RsaLinkSpecifier(rsaIdentity));
    if (ed25519Identity != null) {
      specifiers.add(new Ed25519LinkSpecifier(ed25519Identity));
    }
    addFirst(specifiers, Inet6Address.class, Ipv6LinkSpecifier::new);
    return List.copyOf(specifiers);
  }

  /**
   * The relay that {@code specifiers} describe, IPv4 address first. Only the first address of each
   * family counts, and only if it and its port are not zero; an Ed25519 identity of zeros is none.
   *
   * @throws DecodeException without an RSA identity, without an address, or with two identities of
   *     one kind
   */
  public static RelayTarget of(List<LinkSpecifier> specifiers) throws DecodeException {
    RsaIdentity rsa = null;
    Ed25519Identity ed25519 = null;
    InetSocketAddress ipv4 = null;
    InetSocketAddress ipv6 = null;
    for (LinkSpecifier specifier : specifiers) {
      if (specifier instanceof RsaLinkSpecifier next) {
        refuseSecond(rsa);
        rsa = next.identity();
      } else if (specifier instanceof Ed25519LinkSpecifier next) {
        refuseSecond(ed25519);
        ed25519 = next.identity();
      } else if (specifier instanceof Ipv4LinkSpecifier next && ipv4 == null) {
        ipv4 = next.address();
      } else if (specifier instanceof Ipv6LinkSpecifier next && ipv6 == null) {
        ipv6 = next.address();
      }
    }
    if (rsa == null || isZero(rsa.value().toByteArray())) {
      throw new DecodeException("the link specifiers name no RSA identity");
    }
    List<InetSocketAddress> addresses = new ArrayList<>();
    addUsable(addresses, ipv4);
    addUsable(addresses, ipv6);
    if (addresses.isEmpty()) {
      throw new DecodeException("the link specifiers hold no address");
    }
    boolean named = ed25519 != null && !isZero(ed25519.value().toByteArray());
    return new RelayTarget(rsa, named ? ed25519 : null, addresses);
  }

  private void addFirst(
      List<LinkSpecifier> specifiers,
      Class<? extends InetAddress> family,
      Function<InetSocketAddress, LinkSpecifier> specifier) {
    addresses.stream()
        .filter(address -> family.isInstance(address.getAddress()))
        .limit(1)
        .map(specifier)
        .forEach(specifiers::add);
  }

  private static void addUsable(
      List<InetSocketAddress> addresses, @Nullable InetSocketAddress address) {
    if (address != null && address.getPort() != 0 && !address.getAddress().isAnyLocalAddress()) {
      addresses.add(address);
    }
  }

  private static void refuseSecond(@Nullable Object first) throws DecodeException {
    if (first != null) {
      throw new DecodeException("the link specifiers name two identities of one kind");
    }
  }

  private static boolean isZero(byte[] bytes) {
    return Arrays.equals(bytes, new byte[bytes.length]);
  }
}
