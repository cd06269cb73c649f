package org.tropea.relay;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.NetworkFlow;
import org.tropea.directory.network.NetworkLinks;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;
import org.tropea.protocol.channel.LinkRules;
import org.tropea.protocol.channel.LinkWishes;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.relay.circuit.ConfluxRules;
import org.tropea.relay.keys.OnionKeyTimes;
import org.tropea.relay.rendezvous.OnionServiceRules;

/**
 * What a relay keeps in mind of the newest consensus. Immutable.
 *
 * @param relays whom it lists
 * @param ports ORPorts of these, and both ports of the authorities
 * @param parameters as they stand in it
 * @param flow how much may be sent on circuits, by these
 */
record KnownNetwork(
    Set<RsaIdentity> relays, Set<InetSocketAddress> ports, Parameters parameters, FlowRules flow) {
  /** Bytes of a conflux set that may wait for their turn, where the network allows more. */
  private static final int MAX_REORDER = 4 << 20;

  /** Bytes of an onion service's descriptor, where the network allows more. */
  private static final int MAX_SERVICE_DESCRIPTOR = 1 << 20;

  /** Nothing is known yet. */
  static final KnownNetwork NONE = new KnownNetwork(Set.of(), Set.of(), Parameters.NONE);

  KnownNetwork(Set<RsaIdentity> relays, Set<InetSocketAddress> ports, Parameters parameters) {
    this(relays, ports, parameters, NetworkFlow.atRelay(parameters));
  }

  static KnownNetwork of(Consensus consensus, List<Authority> authorities) {
    Set<InetSocketAddress> ports = new HashSet<>();
    for (RelayEntry relay : consensus.relays()) {
      ports.add(relay.address());
      if (relay.ipv6() != null) {
        ports.add(relay.ipv6());
      }
    }
    for (Authority authority : authorities) {
      ports.add(authority.directoryAddress());
      if (authority.onionAddress() != null) {
        ports.add(authority.onionAddress());
      }
    }
    return new KnownNetwork(
        consensus.relays().stream()
            .map(RelayEntry::identity)
            .collect(Collectors.toUnmodifiableSet()),
        Set.copyOf(ports),
        new Parameters(consensus.parameters()));
  }

  /**
   * What conflux sets may be that end here (row F11).
   *
   * @param told parameters that count here, whatever the network says
   */
  ConfluxRules conflux(Map<NetworkParameter, Integer> told) {
    Integer enabled = told.get(NetworkParameter.CFX_ENABLED);
    return new ConfluxRules(
        flow.congestionControl()
            && (enabled == null ? parameters.has(NetworkParameter.CFX_ENABLED) : enabled != 0),
        parameters.get(NetworkParameter.CFX_MAX_LEGS_SET),
        Math.min(MAX_REORDER, parameters.get(NetworkParameter.CFX_MAX_OOOQ_BYTES)));
  }

  /** What is granted to onion services and their clients. */
  OnionServiceRules onionServices() {
    return OnionServiceRules.of(parameters);
  }

  /** What the bytes of an onion service's descriptor must be fewer than. */
  int maxServiceDescriptor() {
    return Math.min(
        MAX_SERVICE_DESCRIPTOR, parameters.get(NetworkParameter.HSV3_MAX_DESCRIPTOR_SIZE));
  }

  /** Whether streams must not lead to {@code target}, back into the network (row X09). */
  boolean refusesReentry(InetSocketAddress target) {
    return !parameters.has(NetworkParameter.ALLOW_NETWORK_REENTRY) && ports.contains(target);
  }

  /** Whether streams are refused that come by relays not known, where nobody is told otherwise. */
  boolean refusesUnknown() {
    return parameters.has(NetworkParameter.REFUSEUNKNOWNEXITS);
  }

  /**
   * Whether streams may leave that come by {@code relay} (row X10); null for what the network says.
   */
  boolean mayExit(RsaIdentity relay, @Nullable Boolean refuseUnknown) {
    boolean refuse = refuseUnknown == null ? refusesUnknown() : refuseUnknown;
    return !refuse || relays.contains(relay);
  }

  /** When onion keys are made anew (row C15). */
  OnionKeyTimes onionKeyTimes() {
    int rotation = parameters.get(NetworkParameter.ONION_KEY_ROTATION_DAYS);
    int grace = parameters.get(NetworkParameter.ONION_KEY_GRACE_PERIOD_DAYS);
    return new OnionKeyTimes(Duration.ofDays(rotation), Duration.ofDays(grace));
  }

  /** Whether descriptors still hold an RSA onion key that nobody uses (row C17). */
  boolean wantsTapKey() {
    return parameters.has(NetworkParameter.PUBLISH_DUMMY_TAP_KEY);
  }

  /**
   * What counts for links.
   *
   * @param authorities whose clocks are trusted
   * @param told parameters that count here, whatever the network says
   * @param wishes what the operator says
   */
  LinkRules links(
      List<Authority> authorities, Map<NetworkParameter, Integer> told, LinkWishes wishes) {
    int halfLife = told.getOrDefault(NetworkParameter.CIRCUIT_PRIORITY_HALFLIFE_MSEC, 0);
    return NetworkLinks.rules(
        parameters, authorities, Duration.ofMillis(halfLife), relays::contains, wishes);
  }

  /** How long a handshake may have to wait (row C16); null for what the network says. */
  Duration maxHandshakeDelay(@Nullable Duration told) {
    return told != null
        ? told
        : Duration.ofMillis(parameters.get(NetworkParameter.MAX_ONION_QUEUE_DELAY));
  }

  /** How long a handshake may have waited before it is given up. */
  Duration handshakeCutoff() {
    return Duration.ofSeconds(parameters.get(NetworkParameter.ONION_QUEUE_WAIT_CUTOFF));
  }
}
