package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.client.ClientObserver;
import org.tropea.client.ClientSettings;
import org.tropea.client.InternalAddresses;
import org.tropea.client.path.PathRules;
import org.tropea.client.pool.CircuitLimits;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.protocol.channel.Machine;
import org.tropea.proxy.ClientProxy;
import org.tropea.proxy.Settings;

/**
 * XOFF and XON between our client and an exit of C tor 0.4.9.15 (rows F06 and F07): whoever does
 * not read stops the sender, nothing is lost, and what C tor's exit sends is no mark.
 */
class SlowProgramTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int FILE = 30_000_000;
  private static final int SMALL_BUFFER = 16 * 1024;

  @RegisterExtension
  static final CtorNetworkExtension extension =
      new CtorNetworkExtension(new CtorNetwork.Layout(3, 2, 1, 1));

  @TempDir Path folder;
  private final CtorNetwork network = extension.network();
  private final ExecutorService programs = Executors.newCachedThreadPool();
  private final CountDownLatch gate = new CountDownLatch(1);
  private ControlPort exit;
  private ClientProxy proxy;

  @BeforeEach
  void start() throws Exception {
    CtorPrograms.reference();
    Settings settings =
        new Settings(
            new ClientSettings(
                folder,
                network.authorities(),
                PathRules.ONE_SUBNET,
                0.6,
                CircuitLimits.usual(PATIENCE, ConfluxSettings.USUAL),
                InternalAddresses.TAKEN),
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            PATIENCE);
    proxy = ClientProxy.start(settings, Machine.best(), ClientObserver.NONE);
    proxy.client().ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    exit = network.node("exit0").control();
    exit.ask("SETEVENTS INFO");
  }

  @AfterEach
  void stop() throws Exception {
    programs.shutdownNow();
    exit.close();
    proxy.close();
  }

  private SocksFetch socks() {
    return new SocksFetch(proxy.addresses().get(0).getPort(), PATIENCE);
  }

  private void pass() {
    try {
      assertThat(gate.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void programThatDoesNotRead_stopsCtorsExit_andGetsAll() throws Exception {
    try (FileServer files = FileServer.start()) {
      Future<SocksFetch.Fetched> fetched =
          programs.submit(
              () ->
                  socks()
                      .get(
                          "127.0.0.1",
                          files.port(),
                          "/" + FILE,
                          new SocksFetch.Pace(Long.MAX_VALUE, 1),
                          read -> pass()));
      exit.awaitEvent("Got XOFF!", PATIENCE);
      assertThat(files.sent()).isLessThan(FILE);
      gate.countDown();
      exit.awaitEvent("Got XON: ", PATIENCE);
      assertThat(fetched.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
    }
  }

  @Test
  void serverThatDoesNotRead_stopsOurClient_byCtorsXoff_andGetsAll() throws Exception {
    try (ServerSocket server = new ServerSocket()) {
      server.setReceiveBufferSize(SMALL_BUFFER);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Future<String> received = programs.submit(() -> receive(server));
      Future<?> sent = programs.submit(() -> send(server.getLocalPort()));
      exit.awaitEvent("Sending XOFF: ", PATIENCE);
      assertThat(sent.isDone()).isFalse();
      gate.countDown();
      exit.awaitEvent("Sending XON: ", PATIENCE);
      assertThat(received.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo(FileServer.sha256(FILE));
    }
  }

  private String receive(ServerSocket server) throws Exception {
    MessageDigest digest = FileServer.newSha256();
    try (Socket accepted = server.accept();
        InputStream counted = new DigestInputStream(accepted.getInputStream(), digest)) {
      pass();
      counted.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private Void send(int port) throws Exception {
    try (Socket program = new Socket(InetAddress.getLoopbackAddress(), socks().socksPort())) {
      SocksFetch.connect(program, "127.0.0.1", port);
      FileServer.write(FILE, program.getOutputStream());
    }
    return null;
  }
}
