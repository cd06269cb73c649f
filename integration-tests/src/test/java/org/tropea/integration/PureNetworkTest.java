package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.network.LocalNetwork;
import org.tropea.network.Node;
import org.tropea.network.junit.LocalNetworkExtension;

/** A C tor client on a network where everything else is ours. */
class PureNetworkTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long FILE = 20_000_000;
  private static final long PAGE = 5_000_000;

  /** Where nobody listens. */
  private static final int DEAD_PORT = 1;

  @RegisterExtension
  static final LocalNetworkExtension extension =
      new LocalNetworkExtension(
          LocalNetwork.builder().authorities(3).relays(3).exits(2).clients(0));

  @TempDir static Path folder;
  private static FileServer files;
  private final LocalNetwork network = extension.network();

  @BeforeAll
  static void start() throws IOException {
    files = FileServer.start();
  }

  @AfterAll
  static void stop() {
    files.close();
  }

  @Test
  void ctorClient_joins_andFetches() throws Exception {
    try (CtorNode client = client("joins")) {
      client.writeTorrc(network.invitation().join().torrc());
      client.start();
      client.process().await("Bootstrapped 100%", PATIENCE);
      fetch(client);
    }
  }

  /**
   * Its authorities are named by the right keys at ports where nobody listens, and the one relay
   * that it may enter by is its one fallback directory: so all that it knows, it knows from that
   * relay.
   */
  @Test
  void ctorClient_withOneRelayAsItsOnlyDirectory_bootstrapsAndFetches() throws Exception {
    Node cache = network.node("relay0");
    String fingerprint = cache.fingerprint().orElseThrow().toHex();
    List<String> torrc = new ArrayList<>();
    for (String line : network.invitation().join().directoryAuthorityLines()) {
      torrc.add(
          line.replaceFirst("orport=\\d+", "orport=" + DEAD_PORT)
              .replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + DEAD_PORT));
    }
    torrc.add(
        "FallbackDir 127.0.0.1:%d orport=%d id=%s"
            .formatted(DEAD_PORT, cache.ports().onion(), fingerprint));
    torrc.add("EntryNodes " + fingerprint);
    try (CtorNode client = client("cached")) {
      client.writeTorrc(torrc);
      client.start();
      client.process().await("Bootstrapped 100%", PATIENCE);
      fetch(client);
      client.awaitListed(network.layout().listed(), PATIENCE);
      try (ControlPort control = client.control()) {
        assertThat(control.info("orconn-status"))
            .isNotEmpty()
            .allMatch(line -> line.contains(fingerprint));
      }
      assertThat(client.process().lines())
          .noneMatch(line -> line.contains("[warn]") && line.contains("signature"));
    }
  }

  /**
   * Rows O24 to O26: a service of C tor and a client of C tor, and between them nothing but relays
   * of ours: directory, introduction point and rendezvous point.
   */
  @Test
  void ctorClient_reachesAServiceOfCtor() throws Exception {
    Path service = folder.resolve("service").resolve("www");
    try (CtorNode host = client("service");
        CtorNode client = client("visitor")) {
      List<String> torrc = new ArrayList<>(network.invitation().join().torrc());
      client.writeTorrc(torrc);
      client.start();
      torrc.add("HiddenServiceDir " + service);
      torrc.add("HiddenServicePort 80 127.0.0.1:" + files.port());
      host.writeTorrc(torrc);
      host.start();
      host.process().await("Opened Control listener", PATIENCE);
      try (ControlPort control = host.control()) {
        control.ask("SETEVENTS HS_DESC");
        // Two descriptors, each to all eight relays.
        for (int i = 0; i < 2 * network.layout().listed(); i++) {
          control.awaitEvent("^HS_DESC UPLOADED", PATIENCE);
        }
      }
      client.process().await("Bootstrapped 100%", PATIENCE);
      String onion = Files.readString(service.resolve("hostname")).strip();
      SocksFetch fetch = new SocksFetch(client.socksPort(), PATIENCE);
      assertThat(fetch.get(onion, 80, "/" + PAGE))
          .isEqualTo(new SocksFetch.Fetched(200, PAGE, FileServer.sha256(PAGE)));
      assertThat(fetch.post(onion, 80, PAGE)).isEqualTo(FileServer.sha256(PAGE));
    }
  }

  private static CtorNode client(String name) throws IOException {
    return new CtorNode(CtorNode.Kind.CLIENT, name, folder.resolve(name));
  }

  private static void fetch(CtorNode client) throws IOException {
    assertThat(
            new SocksFetch(client.socksPort(), PATIENCE).get("127.0.0.1", files.port(), "/" + FILE))
        .isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
  }
}
