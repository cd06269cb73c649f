package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.network.Authority;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.Settings;

/** A C tor client fetches through relays of ours: as guard, as middle, as exit, and all three. */
class RelayRolesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long FILE = 20_000_000;

  @TempDir static Path folder;
  private static CtorNetwork network;
  private static FileServer files;
  private static final List<OnionRelay> relays = new ArrayList<>();
  private static ControlPort control;
  private static final ExecutorService fetches = Executors.newSingleThreadExecutor();

  @BeforeAll
  static void start() throws Exception {
    network = CtorNetwork.start(folder.resolve("ctor"), new CtorNetwork.Layout(3, 1, 1, 1));
    files = FileServer.start();
    List<Authority> authorities = new ArrayList<>();
    for (String line : network.directoryAuthorityLines()) {
      authorities.add(Authority.read(line.replaceFirst("DirAuthority ", "")));
    }
    for (int i = 0; i < 3; i++) {
      relays.add(relay("ours" + i, authorities));
    }
    control = network.nodes(CtorNode.Kind.CLIENT).get(0).control();
    control.ask("SETCONF __DisablePredictedCircuits=1 __LeaveStreamsUnattached=1");
    control.ask("SETEVENTS CIRC STREAM NEWCONSENSUS NEWDESC");
    for (OnionRelay relay : relays) {
      awaitKnown(fingerprint(relay));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    fetches.shutdownNow();
    if (control != null) {
      control.close();
    }
    relays.forEach(OnionRelay::close);
    files.close();
    network.close();
  }

  private static OnionRelay relay(String name, List<Authority> authorities) throws Exception {
    Path data = Files.createDirectories(folder.resolve(name));
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return OnionRelay.start(
        new Settings(
            name,
            data,
            loopback,
            loopback,
            null,
            null,
            new ExitPolicy(List.of()),
            authorities,
            true,
            true,
            2),
        Machine.best(InstantSource.system(), new SecureRandom()));
  }

  @Test
  void asGuard_carriesAFile() throws Exception {
    fetchThrough(fingerprint(relays.get(0)), ctor("relay0"), ctor("exit0"));
  }

  @Test
  void asMiddle_carriesAFile() throws Exception {
    fetchThrough(ctor("relay0"), fingerprint(relays.get(0)), ctor("exit0"));
  }

  @Test
  void asExit_carriesAFile() throws Exception {
    fetchThrough(ctor("relay0"), ctor("authority0"), fingerprint(relays.get(0)));
  }

  @Test
  void asAllThree_carryAFile() throws Exception {
    fetchThrough(
        fingerprint(relays.get(0)), fingerprint(relays.get(1)), fingerprint(relays.get(2)));
  }

  @Test
  void links_areAuthenticatedBothWays() throws Exception {
    fetchThrough(ctor("relay0"), fingerprint(relays.get(1)), ctor("exit0"));
    try (ControlPort relay = network.node("relay0").control();
        ControlPort exit = network.node("exit0").control()) {
      // The one our relay was called by, and the one it called.
      assertThat(relay.info("orconn-status")).anyMatch(l -> isOpenTo(l, relays.get(1)));
      assertThat(exit.info("orconn-status")).anyMatch(l -> isOpenTo(l, relays.get(1)));
    }
  }

  @Test
  void tropeaWithAnOrPort_isListedByCtorAuthorities_andCarriesAFile() throws Exception {
    List<String> torrc = new ArrayList<>(network.directoryAuthorityLines());
    torrc.addAll(
        List.of(
            "TestingTorNetwork 1",
            "Nickname torrcrelay",
            "ORPort auto",
            "Address 127.0.0.1",
            "SocksPort 0"));
    try (TropeaProcess tropea = TropeaProcess.start(folder.resolve("torrcrelay"), torrc)) {
      String line = tropea.process().await("Our fingerprint is \\w{40}", PATIENCE);
      String fingerprint = "$" + line.replaceAll(".* ", "");
      awaitKnown(fingerprint);
      fetchThrough(ctor("relay0"), fingerprint, ctor("exit0"));
    }
  }

  private static boolean isOpenTo(String line, OnionRelay relay) throws RuntimeException {
    return line.contains(relay.keys().rsaIdentity().toHex()) && line.contains("CONNECTED");
  }

  private static void fetchThrough(String... path) throws Exception {
    control.ask("EXTENDCIRCUIT 0 " + String.join(",", path));
    StringBuilder hops = new StringBuilder();
    for (String hop : path) {
      hops.append(hops.isEmpty() ? "\\" : ",\\").append(hop).append("[~=]\\w+");
    }
    String built = control.awaitEvent("^CIRC \\d+ (BUILT|FAILED|CLOSED) " + hops, PATIENCE);
    assertThat(built).contains("BUILT");
    String circuit = word(built);
    int socksPort = network.nodes(CtorNode.Kind.CLIENT).get(0).socksPort();
    Future<SocksFetch.Fetched> fetched =
        fetches.submit(
            () -> new SocksFetch(socksPort, PATIENCE).get("127.0.0.1", files.port(), "/" + FILE));
    String stream = word(control.awaitEvent("^STREAM \\d+ NEW 0 ", PATIENCE));
    control.ask("ATTACHSTREAM " + stream + " " + circuit);
    assertThat(fetched.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
    control.ask("CLOSECIRCUIT " + circuit);
  }

  /** Waits until the C tor client has the relay's microdescriptor. */
  private static void awaitKnown(String fingerprint) throws IOException {
    while (true) {
      try {
        control.ask("GETINFO md/id/" + fingerprint.substring(1));
        return;
      } catch (AssertionError e) {
        control.awaitEvent("^NEW(CONSENSUS|DESC)", PATIENCE);
      }
    }
  }

  private static String fingerprint(OnionRelay relay) {
    return "$" + relay.keys().rsaIdentity().toHex();
  }

  private static String ctor(String name) throws IOException {
    return "$" + word(Files.readString(network.node(name).folder().resolve("fingerprint")));
  }

  /** The second word: the number in an event, the digits in a fingerprint file. */
  private static String word(String line) {
    Matcher second = Pattern.compile("\\S+\\s+(\\S+)").matcher(line);
    assertThat(second.lookingAt()).isTrue();
    return second.group(1);
  }
}
