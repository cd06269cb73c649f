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
import org.tropea.client.path.PathRules;
import org.tropea.client.pool.CircuitLimits;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.onionservice.connect.ServiceSettings;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.message.ConfluxWish;
import org.tropea.proxy.ClientProxy;
import org.tropea.proxy.ListenerSettings;
import org.tropea.proxy.Settings;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.request.Caution;

/**
 * Our client reaches onion services of C tor over relays of C tor (rows O01 to O05, O09, O10, O12,
 * O13, C18, C19).
 */
class OnionServiceTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int FILE = 5_000_000;

  @RegisterExtension
  static final CtorNetworkExtension extension =
      new CtorNetworkExtension(new CtorNetwork.Layout(3, 3, 3, 1));

  @TempDir Path folder;
  private final CtorNetwork network = extension.network();

  private ClientProxy client() throws Exception {
    ClientSettings client =
        new ClientSettings(
            folder,
            network.authorities(),
            PathRules.ONE_SUBNET,
            0.6,
            CircuitLimits.usual(PATIENCE, new ConfluxSettings(false, ConfluxWish.HIGH_THROUGHPUT)),
            InternalAddresses.TAKEN);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Settings settings =
        new Settings(
            client,
            List.of(ListenerSettings.socks(any)),
            PATIENCE,
            Caution.USUAL.refusingInternal(false),
            AddressMap.Settings.USUAL,
            ServiceSettings.of(client).testing(true));
    return ClientProxy.start(settings, Machine.best(), ClientObserver.NONE);
  }

  /** A service of C tor's client, once a directory has its descriptor; its address. */
  private static String publish(ControlPort control, int port, String more) throws Exception {
    control.ask("SETEVENTS HS_DESC");
    String answer =
        String.join("\n", control.ask("ADD_ONION NEW:ED25519-V3 Port=80,127.0.0.1:" + port + more));
    String address = CtorNetwork.find("ServiceID=([a-z2-7]{56})", answer);
    control.awaitEvent("^HS_DESC UPLOADED " + address, PATIENCE);
    return address;
  }

  @Test
  void clientOfOurs_getsPagesOfServicesOfCtor() throws Exception {
    try (FileServer files = FileServer.start();
        ControlPort control = network.nodes(CtorNode.Kind.CLIENT).get(0).control();
        ClientProxy proxy = client()) {
      String address = publish(control, files.port(), "");
      proxy.client().ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      SocksFetch fetch = new SocksFetch(proxy.addresses().get(0).getPort(), PATIENCE);
      assertThat(fetch.get("www." + address + ".onion", 80, "/" + FILE))
          .isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
      assertThat(fetch.post(address + ".onion", 80, FILE)).isEqualTo(FileServer.sha256(FILE));
    }
  }
}
