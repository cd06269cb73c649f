package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network that the interoperation tests stand on works by itself. */
class CtorNetworkTest {
  private static final int MEGABYTE = 1024 * 1024;

  @Test
  void newest_isTheReferenceOrLater() throws Exception {
    assertThat(CtorPrograms.reference()).isEqualTo(CtorPrograms.newest());
  }

  @Test
  void ctorClient_fetchThroughNetwork_bytesEqual(@TempDir Path folder) throws Exception {
    try (CtorNetwork network =
            CtorNetwork.start(folder.resolve("network"), new CtorNetwork.Layout(3, 3, 2, 1));
        FileServer files = FileServer.start()) {
      CtorNode client = network.node("client0");
      SocksFetch.Fetched fetched =
          new SocksFetch(client.socksPort(), Duration.ofMinutes(1))
              .get("127.0.0.1", files.port(), "/" + MEGABYTE);
      assertThat(fetched)
          .isEqualTo(new SocksFetch.Fetched(200, MEGABYTE, FileServer.sha256(MEGABYTE)));
      assertThat(network.directoryAuthorityLines()).hasSize(3);
      try (ControlPort control = client.control()) {
        assertThat(control.info("circuit-status")).anyMatch(line -> line.contains("BUILT"));
      }
    }
  }
}
