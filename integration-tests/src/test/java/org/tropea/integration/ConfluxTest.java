package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.RelayObserver;
import org.tropea.relay.Settings;
import org.tropea.relay.circuit.RelayCircuitFacts;
import org.tropea.relay.circuit.RelayCircuitTraffic;
import org.tropea.relay.exit.ExitSettings;

/** Rows F08 to F10: the conflux sets of a client of C tor 0.4.9.15, with our exit at their end. */
class ConfluxTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Bytes each way; {@code -Dtropea.bytes} asks for more. */
  private static final int FILE = Integer.getInteger("tropea.bytes", 50_000_000);

  /** A leg that was used carried more than these, of either direction. */
  private static final int USED = 500;

  private static final String LINKED = ".* PURPOSE=CONFLUX_LINKED .*OLD_PURPOSE=CONFLUX_UNLINKED";

  @TempDir static Path folder;
  private static CtorNetwork network;
  private static FileServer files;
  private static OnionRelay exit;
  private static final BlockingQueue<RelayCircuitTraffic> carried = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() throws Exception {
    network =
        CtorNetwork.prepare(
            folder.resolve("ctor"),
            new CtorNetwork.Layout(3, 2, 1, 1).of(CtorPrograms.reference()));
    files = FileServer.start();
    network.launch(Map.of());
    exit = exit();
    network.awaitBootstrap(1);
  }

  @AfterAll
  static void stop() {
    files.close();
    network.close();
  }

  private static OnionRelay exit() throws Exception {
    return OnionRelay.start(
        Settings.builder(
                "conflux",
                Files.createDirectories(folder.resolve("conflux")),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .exit(ExitSettings.of(ExitPolicy.ACCEPT_ALL).withHijackCheck(false, List.of()))
            .network(network.authorities())
            .privateAddresses(true)
            .loops(2)
            .observer(
                new RelayObserver() {
                  @Override
                  public void closed(
                      RelayCircuitFacts circuit, DestroyReason why, RelayCircuitTraffic traffic) {
                    carried.add(traffic);
                  }
                })
            .build(),
        Machine.best());
  }

  /** Legs of the client's sets that end at our exit, as its control port lists them. */
  private static List<String> legs(ControlPort control) throws IOException {
    return control.info("circuit-status").stream()
        .filter(line -> line.contains("PURPOSE=CONFLUX_LINKED"))
        .filter(line -> line.contains("," + SteeredClient.hop(exit)))
        .toList();
  }

  /** Waits until the exit has closed so many circuits that carried enough to have been used. */
  private static void awaitUsed(int enough) throws InterruptedException {
    int used = 0;
    while (used < enough) {
      RelayCircuitTraffic one = carried.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(one).as("a leg that carried something, behind %s others", used).isNotNull();
      used += one.toOrigin() > USED && one.fromOrigin() > USED ? 1 : 0;
    }
  }

  @Test
  void setOfCtorsClient_carriesFilesBothWays_byBothLegs() throws Exception {
    CtorNode client = network.node("client0");
    OnionRelay closedBehind = exit;
    try (closedBehind;
        ControlPort control = client.control()) {
      control.ask("SETEVENTS CIRC CIRC_MINOR STREAM");
      control.ask("SETCONF ExitNodes=" + SteeredClient.hop(exit) + " StrictNodes=1");
      control.awaitEvent(
          "^CIRC_MINOR .*" + SteeredClient.hop(exit).substring(1) + LINKED, PATIENCE);
      SocksFetch socks = new SocksFetch(client.socksPort(), PATIENCE);
      assertThat(socks.get("127.0.0.1", files.port(), "/" + FILE))
          .isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
      assertThat(socks.post("127.0.0.1", files.port(), FILE)).isEqualTo(FileServer.sha256(FILE));
      assertThat(legs(control)).hasSizeGreaterThanOrEqualTo(2);
    }
    // The exit itself ended them: a DESTROY may wait in a relay of C tor until other cells come.
    awaitUsed(2);
  }
}
