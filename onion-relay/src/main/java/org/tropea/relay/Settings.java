package org.tropea.relay;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.network.Authority;
import org.tropea.protocol.channel.LinkLimits;

/**
 * What a relay can be told.
 *
 * @param nickname 1 to 19 letters and digits
 * @param dataDirectory where its keys are
 * @param listen where its ORPort listens; port 0 for any free one
 * @param address its IPv4 address as others reach it; the port is the ORPort's own
 * @param directoryPort where it answers plain directory requests, as authorities do; null for
 *     nowhere
 * @param contact how to reach its operator; null for nothing
 * @param exitPolicy where streams may leave to
 * @param authorities whom it publishes to and mirrors
 * @param publish whether it publishes its descriptor
 * @param privateAddresses whether it extends circuits to private addresses, as in test networks
 * @param loops event loops, over which its links spread
 * @param ipv6 a second ORPort, where it listens and others reach it; null for none
 * @param nameServers whom an exit asks for addresses; empty for those of the system
 * @param limits how long it waits for a peer
 */
public record Settings(
    String nickname,
    Path dataDirectory,
    InetSocketAddress listen,
    InetSocketAddress address,
    @Nullable InetSocketAddress directoryPort,
    @Nullable String contact,
    ExitPolicy exitPolicy,
    List<Authority> authorities,
    boolean publish,
    boolean privateAddresses,
    int loops,
    @Nullable InetSocketAddress ipv6,
    List<InetSocketAddress> nameServers,
    LinkLimits limits) {
  /** Keeps its own copy of the lists. */
  public Settings {
    authorities = List.copyOf(authorities);
    nameServers = List.copyOf(nameServers);
  }

  /** The same with the limits of every program. */
  public Settings(
      String nickname,
      Path dataDirectory,
      InetSocketAddress listen,
      InetSocketAddress address,
      @Nullable InetSocketAddress directoryPort,
      @Nullable String contact,
      ExitPolicy exitPolicy,
      List<Authority> authorities,
      boolean publish,
      boolean privateAddresses,
      int loops,
      @Nullable InetSocketAddress ipv6,
      List<InetSocketAddress> nameServers) {
    this(
        nickname,
        dataDirectory,
        listen,
        address,
        directoryPort,
        contact,
        exitPolicy,
        authorities,
        publish,
        privateAddresses,
        loops,
        ipv6,
        nameServers,
        LinkLimits.STANDARD);
  }

  /** The same with the system's name servers and no ORPort of IPv6. */
  public Settings(
      String nickname,
      Path dataDirectory,
      InetSocketAddress listen,
      InetSocketAddress address,
      @Nullable InetSocketAddress directoryPort,
      @Nullable String contact,
      ExitPolicy exitPolicy,
      List<Authority> authorities,
      boolean publish,
      boolean privateAddresses,
      int loops) {
    this(
        nickname,
        dataDirectory,
        listen,
        address,
        directoryPort,
        contact,
        exitPolicy,
        authorities,
        publish,
        privateAddresses,
        loops,
        null,
        List.of());
  }
}
