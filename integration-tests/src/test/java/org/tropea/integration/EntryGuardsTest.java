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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.client.ClientObserver;
import org.tropea.client.ClientSettings;
import org.tropea.client.InternalAddresses;
import org.tropea.client.Target;
import org.tropea.client.TorClient;
import org.tropea.client.path.PathRules;
import org.tropea.client.pool.CircuitLimits;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.client.pool.Isolation;
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

  private ClientProxy start(Path data) throws Exception {
    Settings settings =
        new Settings(
            new ClientSettings(
                data,
                network.authorities(),
                PathRules.ONE_SUBNET,
                0.6,
                CircuitLimits.usual(
                    PATIENCE, new ConfluxSettings(false, ConfluxWish.HIGH_THROUGHPUT)),
                InternalAddresses.TAKEN),
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            PATIENCE);
    ClientProxy proxy = ClientProxy.start(settings, Machine.best(), ClientObserver.NONE);
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
