package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.client.ClientObserver;
import org.tropea.client.ClientSettings;
import org.tropea.client.InternalAddresses;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.message.HopRequest;
import org.tropea.proxy.ClientProxy;
import org.tropea.proxy.Settings;

/**
 * ntor v3, congestion control and Counter Galois Onion between our client and each relay of a path,
 * all of C tor 0.4.9.15 (rows C03 to C08, F03): a hop where both sides have not agreed on the same
 * carries nothing.
 */
class TodaysClientTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int FILE = 20_000_000;

  @RegisterExtension
  static final CtorNetworkExtension extension =
      new CtorNetworkExtension(new CtorNetwork.Layout(3, 3, 3, 1));

  @TempDir Path folder;
  private final CtorNetwork network = extension.network();

  @Test
  void clientOfOurs_agreesOnCgoWithEachHop_andCarriesFiles() throws Exception {
    CtorPrograms.reference();
    Settings settings =
        new Settings(
            new ClientSettings(
                folder,
                network.authorities(),
                false,
                0.6,
                Duration.ofMinutes(10),
                PATIENCE,
                InternalAddresses.TAKEN),
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            PATIENCE);
    try (HopLog log = HopLog.ofClients();
        FileServer files = FileServer.start();
        ClientProxy proxy = ClientProxy.start(settings, Machine.best(), ClientObserver.NONE)) {
      proxy.client().ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      SocksFetch fetch = new SocksFetch(proxy.addresses().get(0).getPort(), PATIENCE);
      assertThat(fetch.get("127.0.0.1", files.port(), "/" + FILE))
          .isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
      assertThat(fetch.post("127.0.0.1", files.port(), FILE)).isEqualTo(FileServer.sha256(FILE));
      List<String> hops = log.take("Hop ");
      for (int hop = 1; hop <= 3; hop++) {
        assertThat(hops).contains("Hop " + hop + " of a circuit: " + HopRequest.ALL);
      }
      // CREATE_FAST, while nothing is known of the network, is the one other kind.
      assertThat(hops.stream().filter(line -> !line.endsWith(HopRequest.ALL.toString())))
          .allMatch(("Hop 1 of a circuit: " + HopRequest.NOTHING)::equals);
    }
  }
}
