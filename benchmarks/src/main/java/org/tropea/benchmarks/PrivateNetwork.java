package org.tropea.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.integration.TropeaAuthority;
import org.tropea.integration.TropeaAuthority.KeyMaker;

/**
 * A network of ours alone, of seven nodes: three authorities in this JVM, and four exits, each a
 * process of {@code ./tropea} by its defaults. For one thread.
 */
final class PrivateNetwork implements AutoCloseable {
  private static final int AUTHORITIES = 3;
  private static final int EXITS = 4;
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder;
  private final List<TropeaAuthority> authorities = new ArrayList<>();
  private final List<TropeaNode> exits = new ArrayList<>();

  /** Starts it, which takes half a minute: until a consensus lists all and each exit has one. */
  PrivateNetwork(Path folder) throws Exception {
    this.folder = folder;
    try {
      for (int i = 0; i < AUTHORITIES; i++) {
        String name = "authority" + i;
        authorities.add(TropeaAuthority.prepare(name, folder.resolve(name), KeyMaker.LIBRARY));
      }
      for (TropeaAuthority each : authorities) {
        each.start(lines(), INTERVAL);
      }
      for (int i = 0; i < EXITS; i++) {
        exits.add(TropeaNode.relay(folder.resolve("exit" + i), "", lines(), "AssumeReachable 1"));
      }
      awaitConsensus();
      for (TropeaNode exit : exits) {
        exit.process().await("The cache has the network's documents", PATIENCE);
      }
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  private List<String> lines() {
    return authorities.stream().map(TropeaAuthority::line).toList();
  }

  private void awaitConsensus() throws InterruptedException {
    Consensus consensus;
    do {
      consensus = authorities.get(0).next(Flavour.MICRODESC, PATIENCE);
    } while (consensus.relays().size() < AUTHORITIES + EXITS);
  }

  /** The exits that were not taken out. */
  List<TropeaNode> exits() {
    return exits;
  }

  /** A client process by its defaults, once it is bootstrapped. */
  TropeaNode client() throws IOException, InterruptedException {
    List<String> torrc = new ArrayList<>(lines());
    torrc.addAll(List.of("TestingTorNetwork 1", "SocksPort auto"));
    TropeaNode client = TropeaNode.start(folder.resolve("client"), "", torrc);
    try {
      client.process().await("Bootstrapped 100%", PATIENCE);
      return client;
    } catch (Throwable e) {
      client.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    exits.forEach(TropeaNode::close);
    for (TropeaAuthority each : authorities) {
      each.close();
    }
  }
}
