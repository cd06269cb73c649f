package org.tropea.relay;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.Family;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.store.StateFile;
import org.tropea.protocol.channel.LinkLimits;
import org.tropea.protocol.channel.LinkWishes;
import org.tropea.relay.Settings.OwnFamily;
import org.tropea.relay.accounting.AccountingSettings;
import org.tropea.relay.exit.ExitSettings;
import org.tropea.relay.history.StatisticsSettings;
import org.tropea.relay.keys.FamilyKeys;
import org.tropea.relay.keys.RelayKeyStore;
import org.tropea.relay.selftest.SelfTest;

/** Collects {@link Settings}. */
public final class SettingsBuilder {
  private final String nickname;
  private final Path dataDirectory;
  private final InetSocketAddress listen;
  private InetSocketAddress address;
  private @Nullable InetSocketAddress directoryPort;
  private StateFile state;
  private @Nullable String contact;
  private OwnFamily family;
  private ExitSettings exit = ExitSettings.NONE;
  private List<Authority> authorities = List.of();
  private boolean publish;
  private Set<SelfTest.Family> tested = Set.of();
  private boolean privateAddresses;
  private int loops = 1;
  private @Nullable InetSocketAddress ipv6;
  private @Nullable InetSocketAddress ipv6Address;
  private @Nullable Duration maxHandshakeDelay;
  private LinkLimits limits = LinkLimits.STANDARD;
  private LinkWishes wishes = LinkWishes.USUAL;
  private Bandwidth bandwidth = Bandwidth.STANDARD;
  private long memory = Runtime.getRuntime().maxMemory() / 2;
  private Map<NetworkParameter, Integer> parameters = Map.of();
  private StatisticsSettings statistics = StatisticsSettings.STANDARD;
  private @Nullable AccountingSettings accounting;
  private RelayObserver observer = RelayObserver.NONE;

  SettingsBuilder(String nickname, Path dataDirectory, InetSocketAddress listen) {
    this.nickname = nickname;
    this.dataDirectory = dataDirectory;
    this.state = new StateFile(dataDirectory);
    this.family =
        new OwnFamily(
            Family.NONE,
            new FamilyKeys.Wanted(RelayKeyStore.keysIn(dataDirectory), Set.of(), false));
    this.listen = listen;
    this.address = new InetSocketAddress(listen.getAddress(), 0);
  }

  /** Its IPv4 address as others reach it, where it is not the one it listens at. */
  public SettingsBuilder address(InetSocketAddress address) {
    this.address = address;
    return this;
  }

  /** Where it answers plain directory requests, as authorities do. */
  public SettingsBuilder directoryPort(@Nullable InetSocketAddress directoryPort) {
    this.directoryPort = directoryPort;
    return this;
  }

  /** What it remembers; where others of the process use the same directory, theirs. */
  public SettingsBuilder state(StateFile state) {
    this.state = state;
    return this;
  }

  /** How to reach its operator. */
  public SettingsBuilder contact(@Nullable String contact) {
    this.contact = contact;
    return this;
  }

  /** Which other relays are its operator's. */
  public SettingsBuilder family(OwnFamily family) {
    this.family = family;
    return this;
  }

  /** Where streams may leave to, and how. */
  public SettingsBuilder exit(ExitSettings exit) {
    this.exit = exit;
    return this;
  }

  /** The same with C tor's defaults for all but the policy. */
  public SettingsBuilder exitPolicy(ExitPolicy policy) {
    return exit(ExitSettings.of(policy));
  }

  /** Mirrors these authorities and publishes its descriptor to them. */
  public SettingsBuilder network(List<Authority> authorities) {
    this.authorities = authorities;
    this.publish = true;
    return this;
  }

  /** Whether it publishes its descriptor. */
  public SettingsBuilder publish(boolean publish) {
    this.publish = publish;
    return this;
  }

  /** Which of its ORPorts have to be reached from outside before it publishes; none if not said. */
  public SettingsBuilder tested(Set<SelfTest.Family> tested) {
    this.tested = tested;
    return this;
  }

  /** Whether it extends circuits to private addresses, as in test networks. */
  public SettingsBuilder privateAddresses(boolean privateAddresses) {
    this.privateAddresses = privateAddresses;
    return this;
  }

  /** Event loops, over which its links spread. */
  public SettingsBuilder loops(int loops) {
    this.loops = loops;
    return this;
  }

  /**
   * A second ORPort: where it listens, and where others reach it, with port 0 for its own; each
   * null for nowhere.
   */
  public SettingsBuilder ipv6(
      @Nullable InetSocketAddress ipv6, @Nullable InetSocketAddress ipv6Address) {
    this.ipv6 = ipv6;
    this.ipv6Address = ipv6Address;
    return this;
  }

  /** How long a handshake may have to wait, whatever the consensus says. */
  public SettingsBuilder maxHandshakeDelay(@Nullable Duration maxHandshakeDelay) {
    this.maxHandshakeDelay = maxHandshakeDelay;
    return this;
  }

  /** How long it waits for a peer. */
  public SettingsBuilder limits(LinkLimits limits) {
    this.limits = limits;
    return this;
  }

  /** How its links are padded and kept. */
  public SettingsBuilder wishes(LinkWishes wishes) {
    this.wishes = wishes;
    return this;
  }

  /** How many bytes a second its connections may carry. */
  public SettingsBuilder bandwidth(Bandwidth bandwidth) {
    this.bandwidth = bandwidth;
    return this;
  }

  /** Bytes that may wait in all its queues together; half of the heap where nothing is said. */
  public SettingsBuilder memory(long memory) {
    this.memory = memory;
    return this;
  }

  /** Parameters of the network that count here, whatever the network says. */
  public SettingsBuilder parameters(Map<NetworkParameter, Integer> parameters) {
    this.parameters = parameters;
    return this;
  }

  /** What is published of what it did. */
  public SettingsBuilder statistics(StatisticsSettings statistics) {
    this.statistics = statistics;
    return this;
  }

  /** How much it may carry in a period; null for any. */
  public SettingsBuilder accounting(@Nullable AccountingSettings accounting) {
    this.accounting = accounting;
    return this;
  }

  /** Who is told of what it does. */
  public SettingsBuilder observer(RelayObserver observer) {
    this.observer = observer;
    return this;
  }

  /** What was collected. */
  public Settings build() {
    return new Settings(
        new Settings.Identity(nickname, dataDirectory, state, contact, family),
        new Settings.Ports(listen, address, ipv6, ipv6Address, directoryPort),
        exit,
        new Settings.Directory(authorities, publish, tested),
        new Settings.Limits(
            loops,
            privateAddresses,
            maxHandshakeDelay,
            limits,
            wishes,
            bandwidth,
            memory,
            parameters),
        statistics,
        accounting,
        observer);
  }
}
