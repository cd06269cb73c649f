package org.tropea.onionservice.connect;

import java.time.Duration;
import java.util.Map;
import org.tropea.client.ClientSettings;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.onionservice.address.OnionAddress;

/**
 * What a client that reaches onion services can be told.
 *
 * @param testing whether the network is one of TestingTorNetwork, whose periods are short
 * @param keys by which services know this client, where they want one
 * @param patience how long a stream waits for its service
 * @param maxDirtiness for how long after its last new stream a circuit takes further ones
 * @param leastEffort how much this client works for a service that takes proofs of work, where it
 *     asks for less; 0 as C tor's clients
 */
public record ServiceSettings(
    boolean testing,
    Map<OnionAddress, X25519PrivateKey> keys,
    Duration patience,
    Duration maxDirtiness,
    long leastEffort) {
  /** Keeps its own copy. */
  public ServiceSettings {
    keys = Map.copyOf(keys);
  }

  /** Without keys, and with the times that a client is told. */
  public static ServiceSettings of(ClientSettings client) {
    return new ServiceSettings(
        false, Map.of(), client.circuits().patience(), client.circuits().maxDirtiness(), 0);
  }

  /** The same, in such a network or not. */
  public ServiceSettings testing(boolean isTesting) {
    return new ServiceSettings(isTesting, keys, patience, maxDirtiness, leastEffort);
  }

  /** The same with these keys. */
  public ServiceSettings with(Map<OnionAddress, X25519PrivateKey> newKeys) {
    return new ServiceSettings(testing, newKeys, patience, maxDirtiness, leastEffort);
  }

  /** The same, working so much at least. */
  public ServiceSettings working(long effort) {
    return new ServiceSettings(testing, keys, patience, maxDirtiness, effort);
  }

  /** How long a directory that was asked for a descriptor is not asked for it again, as C tor. */
  Duration requeryAfter() {
    return testing ? Duration.ofSeconds(5) : Duration.ofMinutes(15);
  }
}
