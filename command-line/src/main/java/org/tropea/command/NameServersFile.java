package org.tropea.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Addresses;

/** The name servers of a file in the form of resolv.conf, of which other lines are passed over. */
final class NameServersFile {
  private static final int DNS_PORT = 53;
  private static final int MAX_SERVERS = 16;

  /** Of a longer file only the beginning counts. */
  private static final int MAX_LENGTH = 1 << 20;

  private NameServersFile() {}

  /** Those of ServerDNSResolvConfFile; none where the torrc names no file. */
  static List<InetSocketAddress> of(Torrc torrc) throws CannotStart {
    Optional<TorrcLine> line = torrc.last("ServerDNSResolvConfFile");
    if (line.isEmpty()) {
      return List.of();
    }
    List<InetSocketAddress> servers;
    try (InputStream file = Files.newInputStream(HomePath.of(line.get().value()))) {
      servers = read(new String(file.readNBytes(MAX_LENGTH), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw line.get()
          .refused("the file of ServerDNSResolvConfFile cannot be read; check its path");
    } catch (DecodeException e) {
      throw line.get().refused("ServerDNSResolvConfFile: a nameserver line holds no address");
    }
    if (servers.isEmpty()) {
      throw line.get().refused("the file of ServerDNSResolvConfFile has no nameserver line");
    }
    return servers;
  }

  /** The first 16 servers of such a text. */
  static List<InetSocketAddress> read(String text) throws DecodeException {
    List<InetSocketAddress> servers = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s+", 3);
      if (words.length > 1 && words[0].equals("nameserver") && servers.size() < MAX_SERVERS) {
        servers.add(address(words[1]));
      }
    }
    return List.copyOf(servers);
  }

  /** An address alone, or with a port as {@code 1.2.3.4:53} or {@code [::1]:53}. */
  private static InetSocketAddress address(String text) throws DecodeException {
    boolean ipv6 = text.indexOf(':') != text.lastIndexOf(':');
    if (text.startsWith("[") || (!ipv6 && text.indexOf(':') >= 0)) {
      return Addresses.socketAddress(text);
    }
    InetAddress address = ipv6 ? Addresses.ipv6(text) : Addresses.ipv4(text);
    return new InetSocketAddress(address, DNS_PORT);
  }
}
