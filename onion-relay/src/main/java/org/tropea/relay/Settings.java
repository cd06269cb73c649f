package org.tropea.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.Family;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.store.StateFile;
import org.tropea.protocol.channel.LinkLimits;
import org.tropea.protocol.channel.LinkWishes;
import org.tropea.relay.accounting.AccountingSettings;
import org.tropea.relay.exit.ExitSettings;
import org.tropea.relay.history.StatisticsSettings;
import org.tropea.relay.keys.FamilyKeys;
import org.tropea.relay.selftest.SelfTest;

/**
 * What a relay can be told, in groups: an immutable snapshot. Made by a {@link SettingsBuilder}.
 *
 * @param exit where streams may leave to, and how
 * @param statistics what is published of what it did
 * @param accounting how much it may carry in a period; null for any
 * @param observer who is told of what it does
 */
public record Settings(
    Identity identity,
    Ports ports,
    ExitSettings exit,
    Directory directory,
    Limits limits,
    StatisticsSettings statistics,
    @Nullable AccountingSettings accounting,
    RelayObserver observer) {
  /**
   * Who it is.
   *
   * @param nickname 1 to 19 letters and digits
   * @param dataDirectory where its keys are
   * @param state what it remembers beyond them; shared with all of the process who use this
   *     directory
   * @param contact how to reach its operator; null for nothing
   * @param family which other relays are its operator's
   */
  public record Identity(
      String nickname,
      Path dataDirectory,
      StateFile state,
      @Nullable String contact,
      OwnFamily family) {}

  /**
   * Which relays are one operator's, so that no path passes two of them.
   *
   * @param members those that it names
   * @param keys whose keys it vouches by (proposal 321)
   */
  public record OwnFamily(Family members, FamilyKeys.Wanted keys) {}

  /**
   * Where it listens, and where others reach it.
   *
   * @param listen where its ORPort listens; port 0 for any free one
   * @param address its IPv4 address as others reach it; port 0 for the ORPort's own
   * @param ipv6 where a second ORPort listens; null for nowhere
   * @param ipv6Address where others reach that one, port 0 for its own; null for nowhere
   * @param directory where it answers plain directory requests, as authorities do; null for nowhere
   */
  public record Ports(
      InetSocketAddress listen,
      InetSocketAddress address,
      @Nullable InetSocketAddress ipv6,
      @Nullable InetSocketAddress ipv6Address,
      @Nullable InetSocketAddress directory) {
    /** By which addresses others reach it, of either family. */
    List<InetAddress> addresses() {
      InetAddress ipv4 = address.getAddress();
      return ipv6Address == null ? List.of(ipv4) : List.of(ipv4, ipv6Address.getAddress());
    }
  }

  /**
   * The network it is in.
   *
   * @param authorities whom it publishes to and mirrors
   * @param publish whether it publishes its descriptor
   * @param tested which of its ORPorts have to be reached from outside before it does
   */
  public record Directory(
      List<Authority> authorities, boolean publish, Set<SelfTest.Family> tested) {
    /** Keeps its own copies. */
    public Directory {
      authorities = List.copyOf(authorities);
      tested = Set.copyOf(tested);
    }
  }

  /**
   * How much, how long, and between whom.
   *
   * @param loops event loops, over which its links spread
   * @param privateAddresses whether it extends circuits to private addresses, as in test networks
   * @param maxHandshakeDelay how long a handshake may have to wait; null to do as the consensus
   *     says
   * @param links how long it waits for a peer
   * @param wishes how its links are padded and kept
   * @param bandwidth how many bytes a second its connections may carry
   * @param memory bytes that may wait in all its queues together (row F16)
   * @param parameters of the network that count here, whatever the network says
   */
  public record Limits(
      int loops,
      boolean privateAddresses,
      @Nullable Duration maxHandshakeDelay,
      LinkLimits links,
      LinkWishes wishes,
      Bandwidth bandwidth,
      long memory,
      Map<NetworkParameter, Integer> parameters) {
    /** Keeps its own copy of the parameters. */
    public Limits {
      parameters = Map.copyOf(parameters);
    }
  }

  /**
   * What can change while a relay runs.
   *
   * @param nickname 1 to 19 letters and digits
   * @param contact how to reach its operator; null for nothing
   * @param family which other relays are its operator's
   * @param exit where streams may leave to, and how; name servers that are in use stay
   */
  public record Changes(
      String nickname, @Nullable String contact, OwnFamily family, ExitSettings exit) {}

  /** The same with these changes. */
  Settings with(Changes wanted) {
    Identity other =
        new Identity(
            wanted.nickname, identity.dataDirectory, identity.state, wanted.contact, wanted.family);
    return new Settings(
        other, ports, wanted.exit, directory, limits, statistics, accounting, observer);
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
