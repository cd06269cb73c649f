package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tropea.client.path.Path;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.network.LocalNetwork;
import org.tropea.network.Node;
import org.tropea.network.NodeState;
import org.tropea.network.junit.LocalNetworkExtension;

/** Nodes of a network stop, die and stand still, and the network goes on. */
class LocalNetworkFailureTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SILENCE_MILLIS = 1_000;
  private static final long FILE = 1_000_000;
  private static final long LONG_FILE = 2_000_000_000;

  @RegisterExtension
  static final LocalNetworkExtension extension =
      new LocalNetworkExtension(
          LocalNetwork.builder().authorities(3).relays(4).exits(2).clients(2));

  private static final ExecutorService fetches = Executors.newCachedThreadPool();
  private static FileServer files;
  private final LocalNetwork network = extension.network();

  @BeforeAll
  static void start() throws Exception {
    files = FileServer.start();
  }

  @AfterAll
  static void stop() {
    fetches.shutdownNow();
    files.close();
  }

  @Test
  void authority_stopped_othersGoOn_andItComesBack() throws Exception {
    Node authority = network.node("authority0");
    RsaIdentity identity = authority.fingerprint().orElseThrow();
    authority.stop();
    assertThat(authority.state()).isEqualTo(NodeState.DOWN);
    // The first may have been voted on before; the third was not.
    awaitRounds(3);
    fetch(network.node("client0"));
    authority.start();
    assertThat(authority.fingerprint()).contains(identity);
    awaitListed(authority);
  }

  @Test
  void relay_killedWhileStreamsRun_theseEnd_andOthersGoOn() throws Exception {
    // Nobody else uses this client, so it has one circuit that is used.
    Node client = network.node("client1");
    CountDownLatch begun = new CountDownLatch(1);
    Future<SocksFetch.Fetched> cut =
        fetches.submit(
            () ->
                new SocksFetch(client.ports().socks(), PATIENCE)
                    .get(
                        "127.0.0.1",
                        files.port(),
                        "/" + LONG_FILE,
                        SocksFetch.Pace.FULL,
                        read -> begun.countDown()));
    assertThat(begun.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    List<Path> paths = usedPaths(client);
    RsaIdentity exit = paths.get(0).last().identity();
    assertThat(paths)
        .as("a circuit, or linked ones")
        .allMatch(p -> p.last().identity().equals(exit));
    Node killed = nodeOf(exit);
    killed.kill();
    assertThat(killed.state()).isEqualTo(NodeState.DOWN);
    assertThatThrownBy(() -> cut.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
        .hasMessageContaining("ended after");
    fetch(client);
    for (Path used : usedPaths(client)) {
      assertThat(used.hops()).noneMatch(hop -> hop.identity().equals(exit));
    }
    killed.start();
    assertThat(killed.fingerprint()).contains(exit);
    awaitRounds(2);
  }

  @Test
  void relay_paused_takesConnectionsAndAnswersNothing_untilResumed() throws Exception {
    Node relay = network.node("relay0");
    relay.pause();
    assertThat(relay.state()).isEqualTo(NodeState.PAUSED);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.ports().onion())) {
      OutputStream out = socket.getOutputStream();
      // No TLS at all: whoever listens says so, and closes.
      out.write(new byte[64]);
      socket.setSoTimeout(SILENCE_MILLIS);
      InputStream in = socket.getInputStream();
      assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
      relay.resume();
      socket.setSoTimeout((int) PATIENCE.toMillis());
      in.readAllBytes();
    }
    assertThat(relay.state()).isIn(NodeState.UP, NodeState.READY);
    fetch(network.node("client0"));
  }

  /** Waits for a consensus that lists it. */
  private void awaitListed(Node node) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (node.state() != NodeState.READY) {
      network
          .nextConsensus(Flavour.MICRODESC)
          .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  /** Waits for consensuses of so many different rounds. */
  private void awaitRounds(int rounds) throws Exception {
    Set<Instant> seen = new HashSet<>();
    while (seen.size() < rounds) {
      Consensus next =
          network.nextConsensus(Flavour.MICRODESC).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      seen.add(next.lifetime().validAfter());
    }
  }

  private static void fetch(Node client) throws Exception {
    assertThat(
            new SocksFetch(client.ports().socks(), PATIENCE)
                .get("127.0.0.1", files.port(), "/" + FILE))
        .isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
  }

  private static List<Path> usedPaths(Node client) throws Exception {
    return client
        .client()
        .orElseThrow()
        .client()
        .usedPaths()
        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Node nodeOf(RsaIdentity identity) {
    return network.nodes().stream()
        .filter(node -> node.fingerprint().filter(identity::equals).isPresent())
        .findFirst()
        .orElseThrow();
  }
}
