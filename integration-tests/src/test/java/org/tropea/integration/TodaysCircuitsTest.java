package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.message.HopRequest;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.Settings;
import org.tropea.relay.exit.ExitSettings;

/**
 * ntor v3, congestion control and Counter Galois Onion at our relays, in a network of C tor
 * 0.4.9.15, whose authorities demand them (rows C03 to C08, F03): a circuit on which both sides
 * have not agreed on the same carries nothing.
 */
class TodaysCircuitsTest {
  /** Bytes each way; {@code -Dtropea.bytes} asks for more. */
  private static final int FILE = Integer.getInteger("tropea.bytes", 20_000_000);

  private static final HopLog log = HopLog.ofRelays();

  @TempDir static Path folder;
  private static CtorNetwork network;
  private static FileServer files;

  @BeforeAll
  static void start() throws Exception {
    network =
        CtorNetwork.prepare(
            folder.resolve("ctor"),
            new CtorNetwork.Layout(3, 2, 1, 1).of(CtorPrograms.reference()));
    files = FileServer.start();
    network.launch(Map.of());
    network.awaitBootstrap(0);
  }

  @AfterAll
  static void stop() {
    log.close();
    files.close();
    network.close();
  }

  /** Its client is of C tor, which builds the paths that the test names. */
  @Test
  void relaysOfOurs_agreeOnCgoWithCtorsClient_inEachPlace() throws Exception {
    List<OnionRelay> relays = new ArrayList<>();
    try (SteeredClient client = new SteeredClient(network.node("client0"))) {
      for (int i = 0; i < 3; i++) {
        relays.add(relay("ours" + i));
      }
      String[] ours = relays.stream().map(SteeredClient::hop).toArray(String[]::new);
      for (String hop : ours) {
        client.awaitKnown(hop);
      }
      String guard = SteeredClient.hop(network.node("relay0"));
      String middle = SteeredClient.hop(network.node("relay1"));
      String exit = SteeredClient.hop(network.node("exit0"));
      carries(client, 1, ours[0], middle, exit);
      carries(client, 1, guard, ours[0], exit);
      carries(client, 1, guard, middle, ours[0]);
      carries(client, 3, ours);
    } finally {
      relays.forEach(OnionRelay::close);
    }
  }

  private static void carries(SteeredClient client, int ofOurs, String... path) throws Exception {
    log.take("");
    client.fetch(files, FILE, path);
    client.upload(files, FILE, path);
    // Others may have built circuits meanwhile.
    assertThat(log.take("A circuit begins: " + HopRequest.ALL))
        .hasSizeGreaterThanOrEqualTo(2 * ofOurs);
  }

  private static OnionRelay relay(String name) throws Exception {
    Path data = Files.createDirectories(folder.resolve(name));
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return OnionRelay.start(
        Settings.builder(name, data, loopback)
            .exit(ExitSettings.of(new ExitPolicy(List.of())).withHijackCheck(false, List.of()))
            .network(network.authorities())
            .privateAddresses(true)
            .loops(2)
            .build(),
        Machine.best());
  }
}
