package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.PortPolicy.Range;

/** Reads one line of an exit policy, which can stand for rules about several networks. */
final class ExitRuleReader {
  private static final int MAX_LENGTH = 120;
  private static final Bytes ANY_IPV4 = Bytes.copyFrom(new byte[4]);
  private static final Bytes ANY_IPV6 = Bytes.copyFrom(new byte[16]);
  private static final List<String> PRIVATE =
      List.of(
          "0.0.0.0/8",
          "169.254.0.0/16",
          "127.0.0.0/8",
          "192.168.0.0/16",
          "10.0.0.0/8",
          "172.16.0.0/12",
          "[::]/8",
          "[fc00::]/7",
          "[fe80::]/10",
          "[fec0::]/10",
          "[ff00::]/8",
          "[::]/127");
  static final List<Network> PRIVATE_NETWORKS = privateNetworks();

  /** Where a rule applies. */
  record Network(Bytes address, int bits) {}

  private ExitRuleReader() {}

  /** A rule of an operator. */
  static List<ExitRule> read(String line) throws DecodeException {
    String[] words = words(line);
    boolean onlyIpv6 = words[0].endsWith("6");
    boolean accept = accept(onlyIpv6 ? words[0].substring(0, 6) : words[0]);
    int colon = colon(words[1]);
    String host = words[1].substring(0, colon);
    Range ports = ports(words[1].substring(Math.min(colon + 1, words[1].length())));
    List<Network> networks = networks(host, onlyIpv6);
    if (onlyIpv6
        && !host.equals("private")
        && networks.stream().anyMatch(network -> network.address().size() == 4)) {
      throw new DecodeException("a rule for IPv6 has an IPv4 address");
    }
    return rules(accept, networks, ports);
  }

  /** A rule of a descriptor, which is about IPv4 only. */
  static List<ExitRule> readDescriptor(String line) throws DecodeException {
    String[] words = words(line);
    boolean accept = accept(words[0]);
    int colon = colon(words[1]);
    String host = words[1].substring(0, colon);
    Range ports = ports(words[1].substring(Math.min(colon + 1, words[1].length())));
    if (host.equals("private")) {
      return rules(accept, PRIVATE_NETWORKS, ports);
    }
    if (host.startsWith("[") || host.equals("*4") || host.equals("*6")) {
      throw new DecodeException("an exit policy of a descriptor has a rule that is not for IPv4");
    }
    Network network = host.equals("*") ? new Network(ANY_IPV4, 0) : network(host);
    return rules(accept, List.of(network), ports);
  }

  private static String[] words(String line) throws DecodeException {
    if (line.length() > MAX_LENGTH) {
      throw new DecodeException("a rule of an exit policy is too long");
    }
    String stripped = line.strip();
    int space = stripped.indexOf(' ');
    if (space < 0) {
      throw new DecodeException("a rule of an exit policy has no pattern");
    }
    return new String[] {stripped.substring(0, space), stripped.substring(space + 1).strip()};
  }

  private static boolean accept(String word) throws DecodeException {
    if (!word.equals("accept") && !word.equals("reject")) {
      throw new DecodeException("a rule of an exit policy neither accepts nor rejects");
    }
    return word.equals("accept");
  }

  /** Where the ports begin: behind the brackets of IPv6; the length where there are none. */
  private static int colon(String pattern) {
    int colon = pattern.indexOf(':', Math.max(0, pattern.indexOf(']')));
    return colon < 0 ? pattern.length() : colon;
  }

  private static Range ports(String text) throws DecodeException {
    if (text.isEmpty() || text.equals("*")) {
      return ExitRule.ALL_PORTS;
    }
    return PortPolicy.range(text);
  }

  private static List<Network> networks(String host, boolean onlyIpv6) throws DecodeException {
    Network ipv4 = new Network(ANY_IPV4, 0);
    Network ipv6 = new Network(ANY_IPV6, 0);
    if (host.equals("*")) {
      return onlyIpv6 ? List.of(ipv6) : List.of(ipv4, ipv6);
    }
    if (host.equals("*4")) {
      return List.of(ipv4);
    }
    if (host.equals("*6")) {
      return List.of(ipv6);
    }
    return host.equals("private") ? PRIVATE_NETWORKS : List.of(network(host));
  }

  private static Network network(String text) throws DecodeException {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
    byte[] address =
        bracketed
            ? Addresses.ipv6(host.substring(1, host.length() - 1)).getAddress()
            : Addresses.ipv4(host).getAddress();
    int bits = slash < 0 ? 8 * address.length : bits(text.substring(slash + 1), address.length);
    return new Network(Bytes.copyFrom(address), bits);
  }

  /** The length of a prefix, given as such or, for IPv4, as a mask. */
  private static int bits(String text, int length) throws DecodeException {
    if (length == 4 && text.indexOf('.') >= 0) {
      byte[] mask = Addresses.ipv4(text).getAddress();
      int value =
          (mask[0] & 0xff) << 24
              | (mask[1] & 0xff) << 16
              | (mask[2] & 0xff) << 8
              | (mask[3] & 0xff);
      int ones = Integer.numberOfLeadingZeros(~value);
      if (ones < 32 && value << ones != 0) {
        throw new DecodeException("the mask of a network is no prefix");
      }
      return ones;
    }
    int bits = Addresses.decimal(text, 0, text.length(), 8 * length);
    if (bits < 0) {
      throw new DecodeException("the prefix of a network is malformed");
    }
    return bits;
  }

  private static List<ExitRule> rules(boolean accept, List<Network> networks, Range ports) {
    return networks.stream()
        .map(network -> new ExitRule(accept, network.address(), network.bits(), ports))
        .toList();
  }

  private static List<Network> privateNetworks() {
    List<Network> networks = new ArrayList<>();
    try {
      for (String each : PRIVATE) {
        networks.add(network(each));
      }
    } catch (DecodeException e) {
      throw new IllegalStateException("a network of ours is malformed", e);
    }
    return List.copyOf(networks);
  }
}
