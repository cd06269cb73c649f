package org.tropea.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.client.ClientObserver;
import org.tropea.client.ClientSettings;
import org.tropea.client.InternalAddresses;
import org.tropea.client.path.PathRules;
import org.tropea.client.pool.CircuitLimits;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.directory.fetch.BootstrapPhase;
import org.tropea.directory.network.Authority;
import org.tropea.protocol.channel.Machine;

/** A proxy begins once its ports are open, and ends once. */
class ClientProxyTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir Path folder;
  private final Queue<BootstrapPhase> phases = new ConcurrentLinkedQueue<>();
  private final ClientObserver observer = ClientObserver.ofProgress(phases::add);

  @Test
  void close_twice_freesThePortOnce() throws Exception {
    ClientProxy proxy =
        ClientProxy.start(settings(new InetSocketAddress(LOOPBACK, 0)), Machine.best(), observer);
    int port = proxy.addresses().get(0).getPort();
    proxy.close();
    assertThatCode(proxy::close).doesNotThrowAnyException();
    new ServerSocket(port, 1, LOOPBACK).close();
  }

  @Test
  void portInUse_isSaid_beforeAnybodyIsAsked() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
      InetSocketAddress address = new InetSocketAddress(LOOPBACK, taken.getLocalPort());
      assertThatThrownBy(() -> ClientProxy.start(settings(address), Machine.best(), observer))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              "cannot listen on SocksPort "
                  + taken.getLocalPort()
                  + ": another program listens there");
    }
    assertThat(phases).isEmpty();
  }

  private Settings settings(InetSocketAddress socks) throws Exception {
    Authority nobody =
        Authority.read(
            "nobody orport=1 v3ident=%s 127.0.0.1:1 %s".formatted("A".repeat(40), "B".repeat(40)));
    ClientSettings client =
        new ClientSettings(
            folder,
            List.of(nobody),
            PathRules.ONE_SUBNET,
            0,
            CircuitLimits.usual(Duration.ofMinutes(2), ConfluxSettings.USUAL),
            InternalAddresses.REFUSED);
    return new Settings(client, List.of(socks), Duration.ofMinutes(2));
  }
}
