package org.tropea.onionservice.host;

import java.util.List;
import java.util.Optional;
import org.tropea.crypto.key.X25519PublicKey;

/**
 * What an onion service of this node can be told.
 *
 * @param introductionPoints how many it has, 0 to 20
 * @param introductionLimit what it asks its introduction points to limit introductions to; empty
 *     for what the network says
 * @param clients who can read its descriptors; everybody where there are none
 * @param streams of each client
 * @param publishes whether directories are told of it; else nobody finds it who has no descriptor
 * @param testing whether the network is one of TestingTorNetwork, whose periods are short
 */
public record HostSettings(
    int introductionPoints,
    Optional<IntroductionLimit> introductionLimit,
    List<X25519PublicKey> clients,
    StreamRules streams,
    boolean publishes,
    boolean testing) {
  /** As C tor's services are, unless they are told otherwise. */
  public static final HostSettings USUAL =
      new HostSettings(3, Optional.empty(), List.of(), StreamRules.USUAL, true, false);

  private static final int MAX_POINTS = 20;

  /** Keeps its own copy, and refuses a number of introduction points that C tor refuses. */
  public HostSettings {
    clients = List.copyOf(clients);
    if (introductionPoints < 0 || introductionPoints > MAX_POINTS) {
      throw new IllegalArgumentException("a service has 0 to 20 introduction points");
    }
  }

  /**
   * How many introductions an introduction point hands on (rend-spec 3.1.1.1).
   *
   * @param rate introductions a second, 0 to 2^31 - 1
   * @param burst introductions at once, at least {@code rate}
   */
  public record IntroductionLimit(int rate, int burst) {
    /** Refuses what C tor refuses. */
    public IntroductionLimit {
      if (rate < 0 || burst < rate) {
        throw new IllegalArgumentException("the burst is at least the rate");
      }
    }
  }

  /**
   * What a client may do on its circuit.
   *
   * @param most streams at a time; 0 for no limit
   * @param closesExcess whether one more closes the circuit, and does not end itself alone
   * @param allowsUnknownPorts whether the circuit lives on where a port is asked for that leads
   *     nowhere
   */
  public record StreamRules(int most, boolean closesExcess, boolean allowsUnknownPorts) {
    /** As C tor has them. */
    public static final StreamRules USUAL = new StreamRules(0, false, false);
  }

  /** The same, in such a network or not. */
  public HostSettings testing(boolean isTesting) {
    return new HostSettings(
        introductionPoints, introductionLimit, clients, streams, publishes, isTesting);
  }

  /** The same, for these clients alone. */
  public HostSettings forClients(List<X25519PublicKey> newClients) {
    return new HostSettings(
        introductionPoints, introductionLimit, newClients, streams, publishes, testing);
  }

  /** The same with these rules. */
  public HostSettings with(StreamRules rules) {
    return new HostSettings(
        introductionPoints, introductionLimit, clients, rules, publishes, testing);
  }
}
