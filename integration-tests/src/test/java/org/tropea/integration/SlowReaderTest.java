package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
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

/**
 * XOFF and XON between our exit and a client of C tor 0.4.9.15 (rows F06 and F07): whoever does not
 * read stops the sender, and nothing is lost.
 */
class SlowReaderTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int FILE = 30_000_000;
  private static final int SMALL_BUFFER = 16 * 1024;

  @TempDir static Path folder;
  private static CtorNetwork network;
  private static FileServer files;
  private static OnionRelay exit;
  private static SteeredClient client;
  private static final ExecutorService servers = Executors.newCachedThreadPool();

  @BeforeAll
  static void start() throws Exception {
    network =
        CtorNetwork.prepare(
            folder.resolve("ctor"),
            new CtorNetwork.Layout(3, 1, 1, 1).of(CtorPrograms.reference()));
    files = FileServer.start();
    network.launch(Map.of());
    exit = exit();
    network.awaitBootstrap(1);
    client = new SteeredClient(network.node("client0"));
    client.awaitKnown(SteeredClient.hop(exit));
  }

  @AfterAll
  static void stop() throws Exception {
    servers.shutdownNow();
    client.close();
    exit.close();
    files.close();
    network.close();
  }

  private static OnionRelay exit() throws Exception {
    Path data = Files.createDirectories(folder.resolve("ours"));
    return OnionRelay.start(
        Settings.builder("ours", data, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .exit(ExitSettings.of(new ExitPolicy(List.of())).withHijackCheck(false, List.of()))
            .network(network.authorities())
            .privateAddresses(true)
            .build(),
        Machine.best());
  }

  private static String[] path() throws IOException {
    return new String[] {
      SteeredClient.hop(network.node("relay0")),
      SteeredClient.hop(network.node("authority0")),
      SteeredClient.hop(exit)
    };
  }

  /** Reads all of {@code in} once {@code gate} is open; its SHA-256. */
  private static String digest(InputStream in, CountDownLatch gate) throws Exception {
    MessageDigest digest = FileServer.newSha256();
    try (InputStream counted = new DigestInputStream(in, digest)) {
      pass(gate);
      counted.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void pass(CountDownLatch gate) {
    try {
      assertThat(gate.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void programThatDoesNotRead_stopsOurExit_byCtorsXoff_andGetsAllAfterItsXon() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    long before = files.sent();
    SocksFetch.Fetched fetched =
        client.through(
            path(),
            socks ->
                socks.get(
                    "127.0.0.1",
                    files.port(),
                    "/" + FILE,
                    new SocksFetch.Pace(Long.MAX_VALUE, 1),
                    read -> pass(gate)),
            () -> {
              client.awaitStream("XOFF_SENT");
              assertThat(files.sent() - before).as("of what waits for it").isLessThan(FILE);
              gate.countDown();
              client.awaitStream("XON_SENT");
            });
    assertThat(fetched).isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
  }

  @Test
  void serverThatDoesNotRead_stopsCtorsClient_byOurXoff_andGetsAllAfterOurXon() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (ServerSocket server = new ServerSocket()) {
      server.setReceiveBufferSize(SMALL_BUFFER);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Future<String> received =
          servers.submit(
              () -> {
                try (Socket accepted = server.accept()) {
                  return digest(accepted.getInputStream(), gate);
                }
              });
      String sum =
          client.through(
              path(),
              socks -> {
                send(socks, server.getLocalPort());
                return FileServer.sha256(FILE);
              },
              () -> {
                client.awaitStream("XOFF_RECV");
                gate.countDown();
                client.awaitStream("XON_RECV");
                // Until then the circuit is not to be closed.
                received.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
              });
      assertThat(received.get()).isEqualTo(sum);
    }
  }

  private static void send(SocksFetch socks, int port) throws IOException {
    try (Socket program = new Socket(InetAddress.getLoopbackAddress(), socks.socksPort())) {
      SocksFetch.connect(program, "127.0.0.1", port);
      FileServer.write(FILE, program.getOutputStream());
    }
  }
}
