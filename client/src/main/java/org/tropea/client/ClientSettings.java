package org.tropea.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.directory.network.Authority;

/**
 * What a client can be told.
 *
 * @param dataDirectory where it keeps the network's documents
 * @param authorities whom it believes what the network is
 * @param distinctSubnets whether relays of one path must be of different networks
 * @param pathsNeeded share of all paths, 0.25 to 0.95, that must be known before it builds
 *     circuits; 0 leaves it to the network's parameter
 * @param maxDirtiness for how long after its first use a circuit takes new streams
 * @param patience how long a stream waits for a circuit
 * @param internalAddresses whether private addresses are refused
 * @param conflux whether circuits are linked, and for what
 */
public record ClientSettings(
    Path dataDirectory,
    List<Authority> authorities,
    boolean distinctSubnets,
    double pathsNeeded,
    Duration maxDirtiness,
    Duration patience,
    InternalAddresses internalAddresses,
    ConfluxSettings conflux) {
  /** Keeps its own copy of the authorities. */
  public ClientSettings {
    authorities = List.copyOf(authorities);
  }
}
