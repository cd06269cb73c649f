package org.tropea.onionservice.host;

import java.util.List;
import java.util.Optional;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.onionservice.effort.EffortQueue;

/**
 * What an onion service of this node can be told.
 *
 * @param introductions how clients come to it
 * @param clients who can read its descriptors; everybody where there are none
 * @param streams of each client
 * @param masters the addresses by which OnionBalance leads clients here; none where it does not
 * @param single whether it does not hide itself, so that its circuits may have one hop
 * @param publishes whether directories are told of it; else nobody finds it who has no descriptor
 * @param testing whether the network is one of TestingTorNetwork, whose periods are short
 */
public record HostSettings(
    Introductions introductions,
    List<X25519PublicKey> clients,
    StreamRules streams,
    List<OnionAddress> masters,
    boolean single,
    boolean publishes,
    boolean testing) {
  /** As C tor's services are, unless they are told otherwise. */
  public static final HostSettings USUAL =
      new HostSettings(
          Introductions.USUAL, List.of(), StreamRules.USUAL, List.of(), false, true, false);

  /** Keeps its own copies. */
  public HostSettings {
    masters = List.copyOf(masters);
    clients = List.copyOf(clients);
  }

  /**
   * How clients come to a service.
   *
   * @param points how many introduction points it has, 0 to 20
   * @param limit what these are asked to limit introductions to; empty for what the network says
   * @param proofs how many clients are served who have proved work; empty where none is asked for
   */
  public record Introductions(
      int points, Optional<IntroductionLimit> limit, Optional<EffortQueue.Terms> proofs) {
    /** As C tor has them. */
    public static final Introductions USUAL =
        new Introductions(3, Optional.empty(), Optional.empty());

    private static final int MAX_POINTS = 20;

    /** Refuses a number of introduction points that C tor refuses. */
    public Introductions {
      if (points < 0 || points > MAX_POINTS) {
        throw new IllegalArgumentException("a service has 0 to 20 introduction points");
      }
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
    return new HostSettings(introductions, clients, streams, masters, single, publishes, isTesting);
  }

  /** The same, for these clients alone. */
  public HostSettings forClients(List<X25519PublicKey> newClients) {
    return new HostSettings(
        introductions, newClients, streams, masters, single, publishes, testing);
  }

  /** The same with these rules. */
  public HostSettings with(StreamRules rules) {
    return new HostSettings(introductions, clients, rules, masters, single, publishes, testing);
  }

  /** The same, to which clients come so. */
  public HostSettings with(Introductions newIntroductions) {
    return new HostSettings(
        newIntroductions, clients, streams, masters, single, publishes, testing);
  }

  /** The same, one of several behind these addresses. */
  public HostSettings behind(List<OnionAddress> newMasters) {
    return new HostSettings(
        introductions, clients, streams, newMasters, single, publishes, testing);
  }

  /** The same, hiding itself or not. */
  public HostSettings single(boolean isSingle) {
    return new HostSettings(introductions, clients, streams, masters, isSingle, publishes, testing);
  }
}
