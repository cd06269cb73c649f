package org.tropea.relay.exit;

import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Addresses;

/**
 * The name servers of a file in the form of resolv.conf. Its {@code nameserver} lines hold an
 * address each, with a port where it is not 53; other lines are passed over, and so are those that
 * cannot be used, as by C tor.
 *
 * @param servers the first 16, in their order; none is made up where the file has none
 * @param problems a sentence for each line that cannot be used, without its address
 */
public record ResolvConf(List<InetSocketAddress> servers, List<String> problems) {
  private static final Path OF_SYSTEM = Path.of("/etc/resolv.conf");
  private static final int DNS_PORT = 53;
  private static final int MAX_SERVERS = 16;

  /** Of a longer file only the beginning counts, in bytes. */
  private static final int MAX_LENGTH = 1 << 20;

  /** No name server. */
  public static final ResolvConf NONE = new ResolvConf(List.of(), List.of());

  /** Keeps its own copies. */
  public ResolvConf {
    servers = List.copyOf(servers);
    problems = List.copyOf(problems);
  }

  /** Those of the system: no server where it has no such file. Blocks. */
  public static ResolvConf ofSystem() {
    try {
      return read(OF_SYSTEM);
    } catch (IOException e) {
      return new ResolvConf(List.of(), List.of("the system's resolv.conf cannot be read"));
    }
  }

  /** Those of {@code file}. Blocks. */
  public static ResolvConf read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(
          new String(in.readNBytes(MAX_LENGTH), StandardCharsets.ISO_8859_1), ResolvConf::zone);
    }
  }

  /** Those of a text; {@code zones} gives the network interface of a name, null where none is. */
  static ResolvConf read(String text, Function<String, @Nullable NetworkInterface> zones) {
    List<InetSocketAddress> servers = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String[] words = line.strip().split("\\s+", 3);
      if (words.length > 1 && words[0].equals("nameserver")) {
        if (servers.size() == MAX_SERVERS) {
          break;
        }
        try {
          servers.add(server(words[1], zones));
        } catch (DecodeException e) {
          if (problems.size() < MAX_SERVERS) {
            problems.add(
                "line " + number + " names a server that cannot be used: " + e.getMessage());
          }
        }
      }
    }
    return new ResolvConf(servers, problems);
  }

  /** An address alone, or with a port as {@code 1.2.3.4:53} or {@code [fe80::1%eth0]:53}. */
  private static InetSocketAddress server(
      String text, Function<String, @Nullable NetworkInterface> zones) throws DecodeException {
    int percent = text.indexOf('%');
    if (percent < 0) {
      return socketAddress(text);
    }
    int bracket = text.indexOf(']');
    int end = bracket < percent ? text.length() : bracket;
    InetSocketAddress bare = socketAddress(text.substring(0, percent) + text.substring(end));
    NetworkInterface zone = zones.apply(text.substring(percent + 1, end));
    if (zone == null || !(bare.getAddress() instanceof Inet6Address address)) {
      throw new DecodeException("this machine has no network interface of its zone");
    }
    try {
      return new InetSocketAddress(
          Inet6Address.getByAddress(null, address.getAddress(), zone), bare.getPort());
    } catch (UnknownHostException e) {
      throw new DecodeException("the network interface of its zone has no IPv6");
    }
  }

  private static InetSocketAddress socketAddress(String text) throws DecodeException {
    boolean ipv6 = text.indexOf(':') != text.lastIndexOf(':');
    if (text.startsWith("[") || (!ipv6 && text.indexOf(':') >= 0)) {
      return Addresses.socketAddress(text);
    }
    InetAddress address = ipv6 ? Addresses.ipv6(text) : Addresses.ipv4(text);
    return new InetSocketAddress(address, DNS_PORT);
  }

  private static @Nullable NetworkInterface zone(String name) {
    try {
      return name.matches("[0-9]{1,9}")
          ? NetworkInterface.getByIndex(Integer.parseInt(name))
          : NetworkInterface.getByName(name);
    } catch (SocketException e) {
      return null;
    }
  }
}
