package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.protocol.circuit.CircuitFacts;
import org.tropea.proxy.ClientProxy;

/** {@code ./tropea} as a client in a network of C tor, from bootstrap to the last byte. */
class FirstPathTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long FILE = 20_000_000;
  private static final int WARMING_FETCHES = 10;

  /** Less than the file, and more than the kernels' buffers on its way and compiled code. */
  private static final long FLAT = FILE * 9 / 10;

  /** Slow until less than {@link #FLAT} is left, since from then on no more can be on the way. */
  private static final SocksFetch.Pace SLOW = new SocksFetch.Pace(100_000, FILE - FLAT);

  @RegisterExtension
  static final CtorNetworkExtension extension =
      new CtorNetworkExtension(new CtorNetwork.Layout(3, 3, 3, 1));

  private static FileServer files;
  private final CtorNetwork network = extension.network();

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    files = FileServer.start();
  }

  @AfterAll
  static void stop() {
    files.close();
  }

  @Test
  void fetches_overOneCircuit_andOverAnotherAfterItsMiddleDied() throws Exception {
    UsedCircuits used = new UsedCircuits();
    try (ClientProxy client = TropeaClient.start(folder, network.directoryAuthorityLines(), used)) {
      client.client().ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      int port = client.addresses().get(0).getPort();
      fetchWhole(port);
      fetchWhole(port);
      CircuitFacts first = used.next(PATIENCE);
      assertThat(used.next(PATIENCE)).as("both fetches used one circuit").isEqualTo(first);
      CtorNode middle = network.relayAt(first.path().get(1).addresses().get(0).getPort());
      middle.pause();
      try {
        middle.kill();
        fetchWhole(port);
      } finally {
        middle.start();
        middle.process().await("Bootstrapped 100%", PATIENCE);
      }
      assertThat(used.next(PATIENCE)).isNotEqualTo(first);
    }
  }

  @Test
  void upload_throughExitsOfCtor_arrivesWhole() throws Exception {
    try (TropeaProcess tropea = client(network.directoryAuthorityLines())) {
      tropea.awaitBootstrap(PATIENCE);
      SocksFetch fetch = new SocksFetch(tropea.socksPort(), PATIENCE);
      assertThat(fetch.post("127.0.0.1", files.port(), FILE)).isEqualTo(FileServer.sha256(FILE));
    }
  }

  @Test
  void slowReader_leavesMemoryFlat() throws Exception {
    try (TropeaProcess tropea = client(network.directoryAuthorityLines())) {
      tropea.awaitBootstrap(PATIENCE);
      for (int i = 0; i < WARMING_FETCHES; i++) {
        fetchWhole(tropea);
      }
      long sentBefore = files.sent();
      long residentBefore = tropea.residentBytes();
      AtomicLong mostOnTheWay = new AtomicLong();
      AtomicLong mostResident = new AtomicLong();
      SocksFetch.Fetched slow =
          new SocksFetch(tropea.socksPort(), PATIENCE)
              .get(
                  "127.0.0.1",
                  files.port(),
                  "/" + FILE,
                  SLOW,
                  read -> {
                    mostOnTheWay.accumulateAndGet(files.sent() - sentBefore - read, Math::max);
                    mostResident.accumulateAndGet(residentBytes(tropea), Math::max);
                  });
      assertThat(slow.sha256()).isEqualTo(FileServer.sha256(FILE));
      // Whoever took more than windows and kernel buffers hold would have taken all of it.
      assertThat(mostOnTheWay.get()).isLessThan(FLAT);
      assertThat(mostResident.get() - residentBefore).isLessThan(FLAT);
    }
  }

  @Test
  void withoutNativeParts_itWorksByTheJdkAlone() throws Exception {
    try (TropeaProcess tropea =
        TropeaProcess.startWithoutNativeParts(folder, torrc(network.directoryAuthorityLines()))) {
      tropea.awaitBootstrap(PATIENCE);
      tropea.process().await("Links by the JDK", PATIENCE);
      fetchWhole(tropea);
    }
  }

  @Test
  void wrongConsensusSignature_isRefused_andTheNextIsFetched() throws Exception {
    try (TropeaProcess tropea = client(network.directoryAuthorityLines())) {
      tropea.awaitBootstrap(PATIENCE);
    }
    Path cached = folder.resolve("data").resolve("cached-microdesc-consensus");
    String text = Files.readString(cached, StandardCharsets.US_ASCII);
    Files.writeString(cached, text.replaceFirst("w Bandwidth=\\d+", "w Bandwidth=7777"));
    try (TropeaProcess tropea = client(network.directoryAuthorityLines())) {
      tropea
          .process()
          .await("\\[warn\\] The cached consensus is of no use.*not believed.*: 0 of 3", PATIENCE);
      tropea.awaitBootstrap(PATIENCE);
      fetchWhole(tropea);
    }
  }

  @Test
  void consensusOfTooFewTrustedAuthorities_isNeverBelieved() throws Exception {
    List<String> lines = new ArrayList<>(network.directoryAuthorityLines());
    for (int i = 1; i < lines.size(); i++) {
      lines.set(
          i, lines.get(i).replaceFirst("v3ident=\\w+", "v3ident=" + "A" + i + "00".repeat(19)));
    }
    try (TropeaProcess tropea = client(lines)) {
      tropea.process().await("\\[warn\\] Learning the network: .*; the next is asked", PATIENCE);
      assertThat(tropea.process().lines()).noneMatch(line -> line.contains("enough_dirinfo"));
      assertThat(tropea.process().isAlive()).isTrue();
    }
  }

  @Test
  void authoritiesThatFail_areNamedByTheirFault_andTheLastOneServes() throws Exception {
    List<String> good = network.directoryAuthorityLines();
    List<String> lines = new ArrayList<>(good);
    // A wrong identity at the first, a closed port at the second.
    lines.set(0, good.get(0).replaceFirst("(.*) .{4}", "$1 0BAD"));
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      lines.set(1, good.get(1).replaceFirst("orport=\\d+", "orport=" + closed.getLocalPort()));
    }
    try (TropeaProcess tropea = client(lines)) {
      tropea.awaitBootstrap(PATIENCE);
      fetchWhole(tropea);
    }
    List<String> onlyWrong = List.of(lines.get(0), good.get(1), good.get(2));
    awaitFault(onlyWrong, "proved another identity");
    awaitFault(List.of(good.get(0), lines.get(1), good.get(2)), "refused the connection");
  }

  /** Starts clients until one has asked the faulty authority: which is asked first is drawn. */
  private void awaitFault(List<String> lines, String fault) throws Exception {
    for (int tries = 0; tries < 20; tries++) {
      Path fresh = Files.createTempDirectory(folder, "client");
      try (TropeaProcess tropea = TropeaProcess.start(fresh, torrc(lines))) {
        tropea.awaitBootstrap(PATIENCE);
        if (tropea.process().lines().stream().anyMatch(line -> line.contains(fault))) {
          return;
        }
      }
    }
    throw new AssertionError("no client of twenty asked the faulty authority first");
  }

  @Test
  void targetsThatFail_haveTheirSocksReply_andGarbageIsClosed() throws Exception {
    try (TropeaProcess tropea = client(network.directoryAuthorityLines())) {
      tropea.awaitBootstrap(PATIENCE);
      int port = tropea.socksPort();
      int closedPort;
      try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        closedPort = closed.getLocalPort();
      }
      SocksFetch fetch = new SocksFetch(port, PATIENCE);
      // An exit of C tor says MISC where a port of its own machine refuses at once.
      assertThatThrownBy(() -> fetch.get("127.0.0.1", closedPort, "/1"))
          .isInstanceOfSatisfying(
              SocksFetch.Refused.class, refused -> assertThat(refused.reply).isEqualTo(1));
      assertThatThrownBy(() -> fetch.get("255.255.255.255", 80, "/1"))
          .isInstanceOfSatisfying(
              SocksFetch.Refused.class, refused -> assertThat(refused.reply).isEqualTo(4));
      sendGarbage(port);
      tropea.process().await("\\[warn\\] A program sent something .* not SOCKS", PATIENCE);
      fetchWhole(tropea);
    }
  }

  private static long residentBytes(TropeaProcess tropea) {
    try {
      return tropea.residentBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sendGarbage(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write("\u0006garbage".getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      assertThat(in.read()).as("closed without a word").isEqualTo(-1);
    }
  }

  private TropeaProcess client(List<String> authorities) throws IOException {
    return TropeaProcess.start(folder, torrc(authorities));
  }

  private static List<String> torrc(List<String> authorities) {
    List<String> lines = new ArrayList<>(authorities);
    lines.add("TestingTorNetwork 1");
    lines.add("SocksPort auto");
    lines.add("Log debug stdout");
    return lines;
  }

  private static void fetchWhole(TropeaProcess tropea) throws Exception {
    fetchWhole(tropea.socksPort());
  }

  private static void fetchWhole(int socksPort) throws Exception {
    SocksFetch fetch = new SocksFetch(socksPort, PATIENCE);
    assertThat(fetch.get("127.0.0.1", files.port(), "/" + FILE))
        .isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
  }
}
