package org.tropea.relay.defence;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;
import org.tropea.protocol.channel.AddressAllowance;
import org.tropea.protocol.channel.LinkFacts;

/**
 * Refuses links, circuits and streams to those who open too many (rows R10 to R12, X11 and F12,
 * case link-26), by C tor's rules.
 *
 * <p>A consensus decides, but for what the operator says. Addresses of relays that it lists are
 * never refused. Thread-safe.
 */
public final class FloodDefence implements AddressAllowance {
  /** Addresses that are watched at a time, of about 200 bytes each. */
  private static final int MOST_ADDRESSES = 1 << 16;

  private final Map<NetworkParameter, Integer> told;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final AddressTable addresses = new AddressTable(MOST_ADDRESSES);
  private final LongAdder overflows = new LongAdder();
  private final LongAdder circuits = new LongAdder();
  private final LongAdder marked = new LongAdder();
  private final LongAdder markedForQueue = new LongAdder();
  private final LongAdder concurrent = new LongAdder();
  private final LongAdder connects = new LongAdder();
  private final LongAdder streams = new LongAdder();
  private final LongAdder directories = new LongAdder();
  private volatile Network network;

  /** What is done, and to whom not. */
  private record Network(DefenceRules rules, Set<InetAddress> relays) {}

  /**
   * Before any consensus is known.
   *
   * @param testNetwork whether nodes share addresses, so that nothing is refused until the network
   *     or the operator says so
   * @param told parameters as the operator sets them, whatever the network says
   */
  public FloodDefence(
      boolean testNetwork,
      Map<NetworkParameter, Integer> told,
      InstantSource clock,
      RandomGenerator random) {
    this.told = Map.copyOf(told);
    this.clock = clock;
    this.random = random;
    this.network = new Network(DefenceRules.withoutConsensus(testNetwork, told), Set.of());
  }

  /** Refuses nothing, and knows nobody. */
  public static FloodDefence none() {
    return new FloodDefence(
        true, Map.of(NetworkParameter.DOS_BEGIN_DIR_RATE_ENABLED, 0), () -> Instant.EPOCH, () -> 0);
  }

  /** A consensus was believed. */
  public void onConsensus(Consensus consensus) {
    Set<InetAddress> relays = new HashSet<>();
    for (RelayEntry relay : consensus.relays()) {
      relays.add(relay.address().getAddress());
      InetSocketAddress ipv6 = relay.ipv6();
      if (ipv6 != null) {
        relays.add(ipv6.getAddress());
      }
    }
    set(new Parameters(consensus.parameters()), relays);
  }

  void set(Parameters parameters, Set<InetAddress> relays) {
    network = new Network(DefenceRules.of(parameters, told), Set.copyOf(relays));
  }

  @Override
  public boolean isRelay(InetAddress address) {
    return network.relays().contains(address);
  }

  @Override
  public boolean enter(InetAddress address) {
    Network now = network;
    long second = second();
    Standing first = Standing.first(now.rules(), second);
    if (!now.rules().connections().enabled() || now.relays().contains(address)) {
      addresses.put(address, first, known -> known.entered(second), second);
      return true;
    }
    DefenceRules.Connections rules = now.rules().connections();
    if (isTooMany(addresses.get(address), rules, second) && rules.closes()) {
      return false;
    }
    addresses.put(address, first, known -> known.connected(rules, second, random), second);
    return true;
  }

  /** Counts it, too. */
  private boolean isTooMany(@Nullable Standing known, DefenceRules.Connections rules, long second) {
    if (known == null) {
      return false;
    }
    if (known.refusesLinks(second)) {
      connects.increment();
      return true;
    }
    if (known.links() > rules.most()) {
      concurrent.increment();
      return true;
    }
    return false;
  }

  @Override
  public void left(InetAddress address) {
    addresses.change(address, Standing::left);
  }

  /** Whether a circuit that wants to begin on this link is refused. */
  public boolean refusesCircuit(LinkFacts link) {
    Network now = network;
    DefenceRules.Circuits rules = now.rules().circuits();
    if (!rules.enabled() || !isWatched(link, now)) {
      return false;
    }
    long second = second();
    Standing known =
        addresses.change(
            link.address().getAddress(),
            before -> count(before, before.created(rules, second, random), marked));
    if (known == null || !known.refusesCircuits(second)) {
      return false;
    }
    circuits.increment();
    return rules.refuses();
  }

  /** A circuit that came by this link ended because too many cells waited to go on (row F12). */
  public void overflowed(LinkFacts link) {
    overflowedInward();
    Network now = network;
    DefenceRules.Circuits rules = now.rules().circuits();
    if (rules.enabled() && isWatched(link, now)) {
      long second = second();
      addresses.change(
          link.address().getAddress(),
          before -> count(before, before.overflowed(rules, second, random), markedForQueue));
    }
  }

  /** A circuit ended because too many cells waited to go back: nobody is blamed. */
  public void overflowedInward() {
    overflows.increment();
  }

  /** Each address is counted when it is marked first. */
  private static Standing count(Standing before, Standing after, LongAdder marks) {
    if (before.circuitMark() == 0 && after.circuitMark() != 0) {
      marks.increment();
    }
    return after;
  }

  /** Clients alone are. */
  private static boolean isWatched(LinkFacts link, Network now) {
    return link.peer() == null && !now.relays().contains(link.address().getAddress());
  }

  /** What a new circuit may begin of streams to the world. */
  public StreamLimit streams() {
    return new StreamLimit(network.rules().streams(), streams);
  }

  /** What a new circuit may begin of directory requests. */
  public StreamLimit directories() {
    return new StreamLimit(network.rules().directories(), directories);
  }

  /** What the counters say now; they are not read at one instant. */
  public DefenceTotals totals() {
    DefenceRules rules = network.rules();
    return new DefenceTotals(
        rules.circuits().enabled(),
        rules.connections().enabled(),
        rules.streams().enabled(),
        overflows.sum(),
        circuits.sum(),
        marked.sum(),
        markedForQueue.sum(),
        concurrent.sum(),
        connects.sum(),
        streams.sum(),
        directories.sum());
  }

  private long second() {
    return clock.instant().getEpochSecond();
  }
}
