package org.tropea.relay;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.network.Authority;
import org.tropea.protocol.channel.LinkLimits;
import org.tropea.relay.exit.ExitSettings;

/**
 * What a relay can be told. Made by a {@link SettingsBuilder}.
 *
 * @param nickname 1 to 19 letters and digits
 * @param dataDirectory where its keys are
 * @param listen where its ORPort listens; port 0 for any free one
 * @param address its IPv4 address as others reach it; port 0 for the ORPort's own
 * @param directoryPort where it answers plain directory requests, as authorities do; null for
 *     nowhere
 * @param contact how to reach its operator; null for nothing
 * @param exit where streams may leave to, and how
 * @param authorities whom it publishes to and mirrors
 * @param publish whether it publishes its descriptor
 * @param privateAddresses whether it extends circuits to private addresses, as in test networks
 * @param loops event loops, over which its links spread
 * @param ipv6 where a second ORPort listens; null for nowhere
 * @param ipv6Address where others reach that one, port 0 for its own; null for nowhere
 * @param maxHandshakeDelay how long a handshake may have to wait; null to do as the consensus says
 * @param limits how long it waits for a peer
 * @param observer who is told of what it does
 */
public record Settings(
    String nickname,
    Path dataDirectory,
    InetSocketAddress listen,
    InetSocketAddress address,
    @Nullable InetSocketAddress directoryPort,
    @Nullable String contact,
    ExitSettings exit,
    List<Authority> authorities,
    boolean publish,
    boolean privateAddresses,
    int loops,
    @Nullable InetSocketAddress ipv6,
    @Nullable InetSocketAddress ipv6Address,
    @Nullable Duration maxHandshakeDelay,
    LinkLimits limits,
    RelayObserver observer) {
  /** Keeps its own copy of the list. */
  public Settings {
    authorities = List.copyOf(authorities);
  }

  /**
   * A relay that listens at {@code listen} and says that it is there: no exit, of no network, on
   * one loop, unless told.
   */
  public static SettingsBuilder builder(
      String nickname, Path dataDirectory, InetSocketAddress listen) {
    return new SettingsBuilder(nickname, dataDirectory, listen);
  }
}
