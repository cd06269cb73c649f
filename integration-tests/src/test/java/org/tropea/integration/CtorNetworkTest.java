package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The network that the interoperation tests stand on works by itself. */
class CtorNetworkTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MEGABYTE = 1024 * 1024;

  @RegisterExtension
  static final CtorNetworkExtension extension =
      new CtorNetworkExtension(new CtorNetwork.Layout(3, 3, 3, 1));

  @TempDir Path folder;
  private final CtorNetwork network = extension.network();

  @Test
  void newest_isTheReferenceOrLater() throws Exception {
    assertThat(CtorPrograms.reference()).isEqualTo(CtorPrograms.newest());
  }

  @Test
  void ctorClient_fetchThroughNetwork_bytesEqual() throws Exception {
    CtorNode client = network.node("client0");
    try (FileServer files = FileServer.start();
        ControlPort control = client.control()) {
      SocksFetch.Fetched fetched =
          new SocksFetch(client.socksPort(), PATIENCE)
              .get("127.0.0.1", files.port(), "/" + MEGABYTE);
      assertThat(fetched)
          .isEqualTo(new SocksFetch.Fetched(200, MEGABYTE, FileServer.sha256(MEGABYTE)));
      assertThat(network.directoryAuthorityLines()).hasSize(3);
      assertThat(control.info("circuit-status")).anyMatch(line -> line.contains("BUILT"));
    }
  }

  /** Authorities of C tor 0.4.9.15 demand Relay=2-6 of relays. */
  @Test
  void relayOfOurs_lacksWhatTheNewestDemands_endsAndNamesIt() throws Exception {
    CtorPrograms.reference();
    List<String> torrc = new ArrayList<>(network.directoryAuthorityLines());
    torrc.addAll(
        List.of(
            "TestingTorNetwork 1",
            "Nickname early",
            "ORPort auto",
            "Address 127.0.0.1",
            "SocksPort 0",
            "PublishServerDescriptor 0"));
    try (TropeaProcess tropea = TropeaProcess.start(folder, torrc)) {
      tropea.process().await("\\[err\\].*Relay=5-6", PATIENCE);
      assertThat(tropea.process().awaitExit(PATIENCE)).isOne();
    }
  }
}
