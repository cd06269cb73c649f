package org.tropea.command;

import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tropea.client.InternalAddresses;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.protocol.channel.LinkWishes;
import org.tropea.relay.Bandwidth;
import org.tropea.relay.accounting.AccountingSettings;
import org.tropea.relay.history.StatisticsSettings;
import org.tropea.relay.selftest.SelfTest;

/**
 * How long, how many, and between whom.
 *
 * @param newCircuitPeriod how often a client looks for circuits that are too old
 * @param pathsNeeded between 0.25 and 0.95; absent where the consensus decides
 * @param distinctSubnets whether the relays of a path must be of different networks
 * @param internalAddresses which targets of nobody's networks are refused
 * @param loops a relay's event loops
 * @param shutdownWait how long a relay's circuits may go on after SIGINT
 * @param heartbeat how often it is logged how the node fares; zero for never
 * @param maxHandshakeDelay how long a handshake may wait; null for what the consensus says
 * @param privateAddresses whether a relay extends circuits to private addresses
 * @param tested which ORPorts of a relay have to be reached before it publishes
 * @param bandwidth how many bytes a second a relay may carry
 * @param statistics what a relay publishes of what it did
 * @param accounting how much a relay may carry in a period; null for any
 * @param memory bytes that may wait in a relay
 * @param links how links are padded and kept
 * @param parameters of the network that a relay goes by, whatever the network says
 */
record Limits(
    Duration socksTimeout,
    Duration maxCircuitDirtiness,
    Duration newCircuitPeriod,
    OptionalDouble pathsNeeded,
    boolean distinctSubnets,
    InternalAddresses internalAddresses,
    int loops,
    Duration shutdownWait,
    Duration heartbeat,
    @Nullable Duration maxHandshakeDelay,
    boolean privateAddresses,
    Set<SelfTest.Family> tested,
    Bandwidth bandwidth,
    StatisticsSettings statistics,
    @Nullable AccountingSettings accounting,
    long memory,
    LinkWishes links,
    Map<NetworkParameter, Integer> parameters) {
  private static final double LEAST_HALF_LIFE = 0.00001;
  private static final double DEFAULT_HALF_LIFE = 30;

  static final Option<Duration> SOCKS_TIMEOUT = Option.of("SocksTimeout", OptionType.INTERVAL);

  static final Option<Duration> MAX_CIRCUIT_DIRTINESS =
      Option.of("MaxCircuitDirtiness", OptionType.INTERVAL);

  static final Option<Duration> NEW_CIRCUIT_PERIOD =
      Option.of("NewCircuitPeriod", OptionType.INTERVAL);

  static final Option<Double> PATHS_NEEDED =
      Option.of("PathsNeededToBuildCircuits", OptionType.DECIMAL);

  static final Option<Boolean> ENFORCE_DISTINCT_SUBNETS =
      Option.of("EnforceDistinctSubnets", OptionType.BOOLEAN);

  static final Option<Boolean> REJECT_INTERNAL_ADDRESSES =
      Option.of("ClientRejectInternalAddresses", OptionType.BOOLEAN);

  static final Option<Boolean> DNS_REJECT_INTERNAL_ADDRESSES =
      Option.of("ClientDNSRejectInternalAddresses", OptionType.BOOLEAN);

  static final Option<Integer> NUM_CPUS = Option.of("NumCPUs", OptionType.INTEGER);

  static final Option<Duration> SHUTDOWN_WAIT_LENGTH =
      Option.of("ShutdownWaitLength", OptionType.INTERVAL);

  static final Option<Duration> MAX_ONION_QUEUE_DELAY =
      Option.of("MaxOnionQueueDelay", OptionType.MILLISECONDS);

  static final Option<Boolean> EXTEND_ALLOW_PRIVATE_ADDRESSES =
      Option.of("ExtendAllowPrivateAddresses", OptionType.BOOLEAN);

  static final Option<Double> CIRCUIT_PRIORITY_HALFLIFE =
      Option.of("CircuitPriorityHalflife", OptionType.DECIMAL);

  static final Option<Boolean> ASSUME_REACHABLE = Option.of("AssumeReachable", OptionType.BOOLEAN);

  static final Option<Optional<Boolean>> ASSUME_REACHABLE_IPV6 =
      Option.of("AssumeReachableIPv6", OptionType.BOOLEAN_OR_AUTO);

  /** Reads them. */
  static Limits read(Torrc torrc, boolean relay, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    Bandwidth bandwidth = relay ? BandwidthOptions.read(torrc) : Bandwidth.STANDARD;
    int loops = torrc.value(NUM_CPUS);
    Duration delay = torrc.value(MAX_ONION_QUEUE_DELAY);
    double paths = torrc.value(PATHS_NEEDED);
    return new Limits(
        torrc.value(SOCKS_TIMEOUT),
        torrc.value(MAX_CIRCUIT_DIRTINESS),
        torrc.value(NEW_CIRCUIT_PERIOD),
        paths < 0 ? OptionalDouble.empty() : OptionalDouble.of(paths),
        torrc.value(ENFORCE_DISTINCT_SUBNETS),
        new InternalAddresses(
            torrc.value(REJECT_INTERNAL_ADDRESSES), torrc.value(DNS_REJECT_INTERNAL_ADDRESSES)),
        loops > 0 ? loops : Runtime.getRuntime().availableProcessors(),
        torrc.value(SHUTDOWN_WAIT_LENGTH),
        HeartbeatTimer.period(torrc, warn),
        delay.isZero() ? null : delay,
        torrc.value(EXTEND_ALLOW_PRIVATE_ADDRESSES),
        tested(torrc),
        bandwidth,
        StatisticsOptions.read(torrc),
        relay ? AccountingOptions.read(torrc, bandwidth, ZoneId.systemDefault()) : null,
        relay ? MemoryOptions.read(torrc) : Long.MAX_VALUE,
        LinkOptions.read(torrc),
        relay ? parameters(torrc, warn) : Map.of());
  }

  private static Set<SelfTest.Family> tested(Torrc torrc) throws OptionException {
    boolean assumed = torrc.value(ASSUME_REACHABLE);
    Optional<Boolean> ipv6 = torrc.value(ASSUME_REACHABLE_IPV6);
    if (assumed && !ipv6.orElse(true)) {
      throw torrc
          .line(ASSUME_REACHABLE_IPV6)
          .orElseThrow()
          .refused("AssumeReachable 1 and AssumeReachableIPv6 0 contradict each other");
    }
    Set<SelfTest.Family> tested = EnumSet.noneOf(SelfTest.Family.class);
    if (!assumed) {
      tested.add(SelfTest.Family.IPV4);
    }
    if (!ipv6.orElse(assumed)) {
      tested.add(SelfTest.Family.IPV6);
    }
    return tested;
  }

  private static Map<NetworkParameter, Integer> parameters(
      Torrc torrc, BiConsumer<TorrcLine, String> warn) throws OptionException {
    Map<NetworkParameter, Integer> told = DefenceOptions.read(torrc);
    told.putAll(ConfluxOptions.parameters(torrc, warn));
    double halfLife = torrc.value(CIRCUIT_PRIORITY_HALFLIFE);
    if (halfLife > -LEAST_HALF_LIFE) {
      // As C tor, which takes its default for one that is too small.
      double seconds = halfLife < LEAST_HALF_LIFE ? DEFAULT_HALF_LIFE : halfLife;
      long millis = Math.round(seconds * 1000);
      told.put(
          NetworkParameter.CIRCUIT_PRIORITY_HALFLIFE_MSEC,
          (int) Math.max(1, Math.min(millis, Integer.MAX_VALUE)));
    }
    return told;
  }
}
