package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The network that the interoperation tests stand on works by itself. */
class CtorNetworkTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MEGABYTE = 1024 * 1024;

  @RegisterExtension
  static final CtorNetworkExtension extension =
      new CtorNetworkExtension(new CtorNetwork.Layout(3, 3, 3, 1));

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
}
