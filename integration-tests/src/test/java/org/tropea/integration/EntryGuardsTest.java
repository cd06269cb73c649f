package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.client.ClientObserver;
import org.tropea.client.ClientSettings;
import org.tropea.client.InternalAddresses;
import org.tropea.client.Target;
import org.tropea.client.TorClient;
import org.tropea.client.guard.BiasSettings;
import org.tropea.client.path.PathRules;
import org.tropea.client.path.RelayRules;
import org.tropea.client.pool.CircuitLimits;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.client.pool.Isolation;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.network.ReachableAddresses;
import org.tropea.protocol.channel.LinkFacts;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.message.ConfluxWish;
import org.tropea.protocol.stream.TorStream;
import org.tropea.proxy.ClientProxy;
import org.tropea.proxy.Settings;

/** Rows P10 and P11: the guards of a client, under C tor and under Tropea. */
class EntryGuardsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int FILE = 200_000_000;

  @RegisterExtension
  static final CtorNetworkExtension extension =
      new CtorNetworkExtension(new CtorNetwork.Layout(3, 3, 3, 1));

  @TempDir Path folder;
  private final CtorNetwork network = extension.network();

  @Test
  void dataDirectory_movedFromCtorAndBack_keepsItsGuards() throws Exception {
    CtorNode ctor = network.nodes(CtorNode.Kind.CLIENT).get(0);
    try (FileServer files = FileServer.start()) {
      new SocksFetch(ctor.socksPort(), PATIENCE).get("127.0.0.1", files.port(), "/1000");
      ctor.process().terminate();
      List<String> before = guards(ctor.folder());
      assertThat(before).isNotEmpty().anyMatch(line -> line.contains(" confirmed_idx=0"));
      List<String> entered = new ArrayList<>();
      try (ClientProxy proxy = start(ctor.folder())) {
        for (int i = 0; i < 12; i++) {
          entered.add(entered(proxy.client(), files.port(), "user" + i));
        }
      }
      // One guard, and the next one where that is the exit.
      assertThat(entered.stream().distinct()).hasSizeLessThanOrEqualTo(2);
      assertThat(before.stream().map(EntryGuardsTest::identity).limit(4)).containsAll(entered);
      List<String> after = guards(ctor.folder());
      // A guard may have been confirmed meanwhile, and is in its old place.
      assertThat(after.stream().map(EntryGuardsTest::sampled).toList())
          .isEqualTo(before.stream().map(EntryGuardsTest::sampled).toList());
      assertThat(Files.readString(ctor.folder().resolve("state")))
          .contains("\nTorVersion Tropea ", "\nDormant 0\n");

      ctor.start();
      ctor.process().await("Bootstrapped 100%", PATIENCE);
      try (ControlPort control = ctor.control()) {
        List<String> listed = control.info("entry-guards");
        for (int i = 0; i < after.size(); i++) {
          assertThat(listed.get(i)).startsWith("$" + identity(after.get(i)));
        }
      }
      assertThat(ctor.folder().resolve("state.0")).doesNotExist();
      ctor.process().terminate();
      assertThat(guards(ctor.folder()).stream().map(EntryGuardsTest::sampled).toList())
          .isEqualTo(before.stream().map(EntryGuardsTest::sampled).toList());
    } finally {
      ctor.close();
      ctor.start();
      ctor.process().await("Bootstrapped 100%", PATIENCE);
    }
  }

  /**
   * Row P18: a client of C tor that was never used rests, and so does ours with its state file
   * until a program asks; C tor's is awake with ours.
   */
  @Test
  void dormantClient_ofCtorAndOfOurs_keepsItAcrossStarts_untilAProgramAsks() throws Exception {
    Path data = folder.resolve("dormant");
    BlockingQueue<Boolean> dormant = new LinkedBlockingQueue<>();
    AtomicInteger links = new AtomicInteger();
    ClientObserver observer =
        new ClientObserver() {
          @Override
          public void dormant(boolean now) {
            dormant.add(now);
          }

          @Override
          public void opened(LinkFacts link) {
            links.incrementAndGet();
          }
        };
    try (CtorNode ctor = new CtorNode(CtorNode.Kind.CLIENT, "dormant", data);
        FileServer files = FileServer.start()) {
      List<String> lines = new ArrayList<>(network.directoryAuthorityLines());
      lines.add("DormantOnFirstStartup 1");
      ctor.writeTorrc(lines);
      ctor.start();
      ctor.process().await("Bootstrapped 0%", PATIENCE);
      ctor.process().terminate();
      assertThat(state(data)).contains("Dormant 1");

      try (ClientProxy proxy = ClientProxy.start(settings(data), Machine.best(), observer)) {
        assertThat(dormant.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(links).hasValue(0);
        int port = proxy.addresses().get(0).getPort();
        assertThat(new SocksFetch(port, PATIENCE).get("127.0.0.1", files.port(), "/1000").length())
            .isEqualTo(1000);
        assertThat(dormant.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isFalse();
      }
      assertThat(state(data)).contains("Dormant 0");

      ctor.start();
      ctor.process().await("Bootstrapped 100%", PATIENCE);
      try (ControlPort control = ctor.control()) {
        control.ask("SIGNAL DORMANT");
      }
      ctor.process().await("Going dormant because of controller request", PATIENCE);
      new SocksFetch(ctor.socksPort(), PATIENCE).get("127.0.0.1", files.port(), "/1000");
      ctor.process().await("Tor is no longer dormant", PATIENCE);
    }
  }

  private static List<String> state(Path data) throws IOException {
    return Files.readAllLines(data.resolve("state"));
  }

  /** Section 6 of the client's issue: on another circuit within seconds. */
  @Test
  void guard_killedInTheMiddleOfADownload_givesWayToTheNextOne() throws Exception {
    CtorNode guard = null;
    try (FileServer files = FileServer.start();
        ClientProxy proxy = start(folder)) {
      CompletableFuture<SocksFetch.Fetched> download =
          CompletableFuture.supplyAsync(() -> fetch(proxy, files.port()));
      while (files.sent() < 1_000_000) {
        assertThat(download).isNotDone();
        Thread.onSpinWait();
      }
      org.tropea.client.path.Path used = proxy.client().usedPaths().get().get(0);
      String first = identity(used);
      guard = network.relayAt(used.first().entry().address().getPort());
      guard.kill();
      assertThatThrownBy(() -> download.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class);
      long before = System.nanoTime();
      for (int i = 0; i < 4; i++) {
        assertThat(entered(proxy.client(), files.port(), "user" + i)).isNotEqualTo(first);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
    } finally {
      if (guard != null) {
        guard.start();
        guard.process().await("Bootstrapped 100%", PATIENCE);
      }
    }
  }

  private SocksFetch.Fetched fetch(ClientProxy proxy, int port) {
    try {
      return new SocksFetch(proxy.addresses().get(0).getPort(), PATIENCE)
          .get("127.0.0.1", port, "/" + FILE);
    } catch (IOException e) {
      throw new IllegalStateException("the download broke off", e);
    }
  }

  /** Row P19: with one torrc line neither enters by any other relay, or asks another directory. */
  @Test
  void clients_ofCtorAndOfOurs_enterByReachableAddressesAlone() throws Exception {
    CtorNode reached = network.node("relay1");
    CtorNode authority = network.node("authority1");
    String rule = "*:" + reached.orPort() + ",*:" + authority.orPort();
    Set<Integer> ports = Set.of(reached.orPort(), authority.orPort());
    Path ours = Files.createDirectories(folder.resolve("ours"));
    Set<Integer> linked = ConcurrentHashMap.newKeySet();
    ClientObserver observer =
        new ClientObserver() {
          @Override
          public void opened(LinkFacts link) {
            linked.add(link.address().getPort());
          }
        };
    try (CtorNode ctor = new CtorNode(CtorNode.Kind.CLIENT, "walled", folder.resolve("walled"));
        FileServer files = FileServer.start()) {
      List<String> lines = new ArrayList<>(network.directoryAuthorityLines());
      lines.add("ReachableAddresses " + rule);
      ctor.writeTorrc(lines);
      ctor.start();
      ReachableAddresses reach =
          new ReachableAddresses(
              true,
              true,
              false,
              ExitPolicy.read(
                  List.of(
                      "accept *:" + reached.orPort(),
                      "accept *:" + authority.orPort(),
                      "reject *:*")));
      PathRules rules =
          new PathRules(
              false, PathRules.LONG_LIVED_PORTS, RelayRules.NONE, BiasSettings.USUAL, reach);
      try (ClientProxy proxy = ClientProxy.start(settings(ours, rules), Machine.best(), observer)) {
        int port = proxy.addresses().get(0).getPort();
        assertThat(new SocksFetch(port, PATIENCE).get("127.0.0.1", files.port(), "/1000").length())
            .isEqualTo(1000);
      }
      assertThat(ports).containsAll(linked);
      ctor.process().await("Bootstrapped 100%", PATIENCE);
      try (ControlPort control = ctor.control()) {
        Set<String> entered =
            control.info("orconn-status").stream()
                .filter(line -> line.contains("CONNECTED"))
                .map(line -> CtorNetwork.find("\\$(\\w{40})", line))
                .collect(Collectors.toSet());
        assertThat(entered).isNotEmpty().isSubsetOf(written(reached), written(authority));
      }
    }
  }

  /** The fingerprint that it wrote down. */
  private static String written(CtorNode node) throws IOException {
    return CtorNetwork.find("(\\w{40})", Files.readString(node.folder().resolve("fingerprint")));
  }

  private Settings settings(Path data) throws Exception {
    return settings(data, PathRules.ONE_SUBNET);
  }

  private Settings settings(Path data, PathRules rules) throws Exception {
    return new Settings(
        new ClientSettings(
            data,
            network.authorities(),
            rules,
            0.6,
            CircuitLimits.usual(PATIENCE, new ConfluxSettings(false, ConfluxWish.HIGH_THROUGHPUT)),
            InternalAddresses.TAKEN),
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
        PATIENCE);
  }

  private ClientProxy start(Path data) throws Exception {
    ClientProxy proxy = ClientProxy.start(settings(data), Machine.best(), ClientObserver.NONE);
    try {
      proxy.client().ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return proxy;
    } catch (Exception e) {
      proxy.close();
      throw e;
    }
  }

  /** Opens a stream of its own and says which relay it enters the network by. */
  private static String entered(TorClient client, int port, String user) throws Exception {
    CompletableFuture<TorStream> opened = new CompletableFuture<>();
    client
        .loop()
        .execute(
            () ->
                client
                    .connect(new Target("127.0.0.1", port), Isolation.byLogin(user, ""))
                    .addListener(
                        (Future<TorStream> done) -> {
                          if (done.isSuccess()) {
                            opened.complete(done.getNow());
                          } else {
                            opened.completeExceptionally(done.cause());
                          }
                        }));
    TorStream stream = opened.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    List<org.tropea.client.path.Path> paths = client.usedPaths().get();
    stream.close().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return identity(paths.get(paths.size() - 1));
  }

  private static String identity(org.tropea.client.path.Path path) {
    return path.first().identity().toHex();
  }

  private static List<String> guards(Path data) throws IOException {
    return Files.readAllLines(data.resolve("state")).stream()
        .filter(line -> line.startsWith("Guard in=default "))
        .toList();
  }

  private static String identity(String line) {
    return CtorNetwork.find("rsa_id=(\\w{40})", line);
  }

  /** What a guard's line says of when and by whom it was sampled, and in which order. */
  private static String sampled(String line) {
    return CtorNetwork.find("(rsa_id=.* sampled_by=\\S+)", line);
  }
}
