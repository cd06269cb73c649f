package org.tropea.integration;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.tropea.client.ClientObserver;
import org.tropea.client.ClientSettings;
import org.tropea.client.InternalAddresses;
import org.tropea.client.path.PathRules;
import org.tropea.client.pool.CircuitLimits;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.message.ConfluxWish;
import org.tropea.proxy.ClientProxy;
import org.tropea.proxy.Settings;

/** Starts our client in this JVM, where a test can observe it. */
final class TropeaClient {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private TropeaClient() {}

  /** A client without conflux for a network of these {@code DirAuthority} lines on this machine. */
  static ClientProxy start(Path folder, List<String> lines, ClientObserver observer)
      throws Exception {
    ClientSettings settings =
        new ClientSettings(
            Files.createDirectories(folder),
            TropeaAuthority.authorities(lines),
            PathRules.ONE_SUBNET,
            0,
            CircuitLimits.usual(PATIENCE, new ConfluxSettings(false, ConfluxWish.HIGH_THROUGHPUT)),
            InternalAddresses.TAKEN);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return ClientProxy.start(
        new Settings(settings, List.of(any), PATIENCE), Machine.best(), observer);
  }
}
