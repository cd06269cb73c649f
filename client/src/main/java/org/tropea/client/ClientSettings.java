package org.tropea.client;

import java.nio.file.Path;
import java.util.List;
import org.tropea.client.path.PathRules;
import org.tropea.client.pool.CircuitLimits;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.FallbackDirectory;
import org.tropea.directory.store.StateFile;
import org.tropea.protocol.channel.LinkWishes;

/**
 * What a client can be told.
 *
 * @param dataDirectory where it keeps the network's documents
 * @param state what it remembers beyond them; shared with all of the process who use this directory
 * @param authorities whom it believes what the network is
 * @param fallbacks caches to ask for the first consensus, beside the authorities
 * @param paths which relays its circuits may pass
 * @param pathsNeeded share of all paths, 0.25 to 0.95, that must be known before it builds
 *     circuits; 0 leaves it to the network's parameter
 * @param circuits how long they live, and what is done with them
 * @param internalAddresses whether private addresses are refused
 * @param links how they are padded and kept
 * @param dormant when it leaves the network alone since nobody uses it
 */
public record ClientSettings(
    Path dataDirectory,
    StateFile state,
    List<Authority> authorities,
    List<FallbackDirectory> fallbacks,
    PathRules paths,
    double pathsNeeded,
    CircuitLimits circuits,
    InternalAddresses internalAddresses,
    LinkWishes links,
    DormantSettings dormant) {
  /** Keeps its own copies. */
  public ClientSettings {
    authorities = List.copyOf(authorities);
    fallbacks = List.copyOf(fallbacks);
  }

  /** The same, of links that are padded and kept so. */
  public ClientSettings with(LinkWishes wishes) {
    return new ClientSettings(
        dataDirectory,
        state,
        authorities,
        fallbacks,
        paths,
        pathsNeeded,
        circuits,
        internalAddresses,
        wishes,
        dormant);
  }

  /** Settings without fallback directories, where nobody else uses the directory. */
  public ClientSettings(
      Path dataDirectory,
      List<Authority> authorities,
      PathRules paths,
      double pathsNeeded,
      CircuitLimits circuits,
      InternalAddresses internalAddresses) {
    this(dataDirectory, authorities, List.of(), paths, pathsNeeded, circuits, internalAddresses);
  }

  /** Settings where nobody else uses the directory. */
  public ClientSettings(
      Path dataDirectory,
      List<Authority> authorities,
      List<FallbackDirectory> fallbacks,
      PathRules paths,
      double pathsNeeded,
      CircuitLimits circuits,
      InternalAddresses internalAddresses) {
    this(
        dataDirectory,
        new StateFile(dataDirectory),
        authorities,
        fallbacks,
        paths,
        pathsNeeded,
        circuits,
        internalAddresses,
        LinkWishes.USUAL,
        DormantSettings.USUAL);
  }

  /** The same with other settings of when it is dormant. */
  public ClientSettings dormant(DormantSettings other) {
    return new ClientSettings(
        dataDirectory,
        state,
        authorities,
        fallbacks,
        paths,
        pathsNeeded,
        circuits,
        internalAddresses,
        links,
        other);
  }
}
