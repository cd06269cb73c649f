package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.tropea.network.LocalNetwork;
import org.tropea.network.Node;
import org.tropea.network.NodeKind;

/** A network of ours in this JVM, ten times over: it works, and leaves nothing behind. */
class LocalNetworkTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration END_PATIENCE = Duration.ofSeconds(20);
  private static final long FILE = 25_000_000;
  private static final int STREAMS = 4;
  private static final ExecutorService fetches = Executors.newFixedThreadPool(STREAMS);
  private static FileServer files;
  private static SocksFetch.Fetched expected;

  @BeforeAll
  static void start() throws Exception {
    files = FileServer.start();
    expected = new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE));
  }

  @AfterAll
  static void stop() {
    fetches.shutdownNow();
    files.close();
  }

  @RepeatedTest(5)
  void network_startedAndClosed_carries100Megabytes_andLeavesNothing() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<Integer> ports = new ArrayList<>();
    Path folder;
    try (LocalNetwork network =
        LocalNetwork.builder().authorities(3).relays(1).exits(1).clients(1).build()) {
      folder = network.folder();
      network.ready().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      for (Node node : network.nodes()) {
        ports.addAll(List.of(node.ports().onion(), node.ports().directory(), node.ports().socks()));
      }
      fetchAll(network.nodes(NodeKind.CLIENT).get(0).ports().socks());
    }
    ports.removeIf(port -> port == 0);
    assertThat(ports).hasSize(3 * 2 + 2 + 1).doesNotHaveDuplicates();
    assertThat(folder).doesNotExist();
    for (int port : ports) {
      assertFree(port);
    }
    assertEnded(startedSince(before));
  }

  @Test
  void onionServices_ofTheNetwork_areReachedByItsClients() throws Exception {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), files.port());
    try (LocalNetwork network =
        LocalNetwork.builder()
            .authorities(3)
            .relays(2)
            .exits(1)
            .clients(1)
            .onionServices(2, server)
            .build()) {
      network.ready().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      SocksFetch fetch =
          new SocksFetch(network.nodes(NodeKind.CLIENT).get(0).ports().socks(), PATIENCE);
      for (Node service : network.nodes(NodeKind.SERVICE)) {
        String onion = service.onionService().orElseThrow().write() + ".onion";
        assertThat(fetch.get(onion, 80, "/100000"))
            .isEqualTo(new SocksFetch.Fetched(200, 100_000, FileServer.sha256(100_000)));
      }
    }
  }

  private static void fetchAll(int socksPort) throws Exception {
    List<Future<SocksFetch.Fetched>> all = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      all.add(
          fetches.submit(
              () ->
                  new SocksFetch(socksPort, PATIENCE).get("127.0.0.1", files.port(), "/" + FILE)));
    }
    for (Future<SocksFetch.Fetched> each : all) {
      assertThat(each.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(expected);
    }
  }

  /** Nobody listens: else it could not be listened on. */
  private static void assertFree(int port) throws Exception {
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
  }

  /** Threads of the network: those of this test, and those that Netty and Java share, are not. */
  private static List<Thread> startedSince(Collection<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .filter(thread -> !thread.getName().matches("pool-\\d+-thread-\\d+|globalEventExecutor.*"))
        .filter(
            thread ->
                !"system".equals(group(thread)) && !"InnocuousThreadGroup".equals(group(thread)))
        .toList();
  }

  private static String group(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group == null ? "" : group.getName();
  }

  /** What has stopped may take a moment to be gone. */
  private static void assertEnded(List<Thread> threads) throws InterruptedException {
    long deadline = System.nanoTime() + END_PATIENCE.toNanos();
    for (Thread thread : threads) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      thread.join(Math.max(1, left));
      assertThat(thread.isAlive()).as("thread %s still runs", thread.getName()).isFalse();
    }
  }
}
