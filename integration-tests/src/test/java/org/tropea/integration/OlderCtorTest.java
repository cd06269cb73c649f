package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tropea.integration.SteeredClient.hop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.Settings;
import org.tropea.relay.exit.ExitSettings;

/** Our client, relay and authority in networks of the C tor that the distribution has. */
class OlderCtorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration VOTING_PATIENCE = Duration.ofMinutes(8);
  private static final int NEWEST_METHOD = 35;
  private static final long FILE = 5_000_000;

  @TempDir static Path folder;
  private static CtorNetwork network;
  private static OnionRelay relay;
  private static SteeredClient client;
  private static FileServer files;
  private static final ExecutorService beside = Executors.newSingleThreadExecutor();
  private static Future<Void> voting;

  @BeforeAll
  static void start() throws Exception {
    voting = beside.submit(OlderCtorTest::vote);
    network =
        CtorNetwork.prepare(
            folder.resolve("ctor"),
            new CtorNetwork.Layout(3, 1, 1, 1).of(CtorPrograms.distribution()));
    files = FileServer.start();
    network.launch(Map.of());
    relay = relay(folder.resolve("ours"));
    network.awaitBootstrap(1);
    client = new SteeredClient(network.node("client0"));
    client.awaitKnown(hop(relay));
  }

  /** Two authorities of C tor and one of ours, in a network that starts beside the other one. */
  private static Void vote() throws Exception {
    try (MixedNetwork mixed =
        MixedNetwork.start(
            folder.resolve("mixed"),
            CtorPrograms.distribution(),
            2,
            List.of(TropeaAuthority.KeyMaker.LIBRARY),
            false)) {
      mixed.awaitInARow(3, NEWEST_METHOD);
    }
    return null;
  }

  @AfterAll
  static void stop() throws Exception {
    // It closes its network whatever comes of it.
    beside.shutdownNow();
    assertThat(beside.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    if (client != null) {
      client.close();
    }
    if (relay != null) {
      relay.close();
    }
    files.close();
    network.close();
  }

  private static OnionRelay relay(Path data) throws Exception {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return OnionRelay.start(
        Settings.builder("ours", Files.createDirectories(data), loopback)
            .exit(
                ExitSettings.of(new ExitPolicy(List.of()))
                    .withHijackCheck(false, List.of())
                    .withRefuseUnknown(false))
            .network(TropeaAuthority.authorities(network.directoryAuthorityLines()))
            .privateAddresses(true)
            .build(),
        Machine.best());
  }

  @Test
  void clientOfOurs_fetchesAFile() throws Exception {
    List<String> torrc = new ArrayList<>(network.directoryAuthorityLines());
    torrc.addAll(List.of("TestingTorNetwork 1", "SocksPort auto"));
    try (TropeaProcess tropea = TropeaProcess.start(folder.resolve("client"), torrc)) {
      tropea.awaitBootstrap(PATIENCE);
      SocksFetch fetch = new SocksFetch(tropea.socksPort(), PATIENCE);
      assertThat(fetch.get("127.0.0.1", files.port(), "/" + FILE))
          .isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
    }
  }

  @Test
  void authorityOfOurs_signsWhatTheySign_byTheirNewestMethod() throws Exception {
    voting.get(VOTING_PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void relayOfOurs_asGuardAsMiddleAndAsExit_carriesAFile() throws Exception {
    String guard = hop(network.node("relay0"));
    String exit = hop(network.node("exit0"));
    client.fetch(files, FILE, hop(relay), guard, exit);
    client.fetch(files, FILE, guard, hop(relay), exit);
    client.fetch(files, FILE, guard, hop(network.node("authority0")), hop(relay));
  }
}
