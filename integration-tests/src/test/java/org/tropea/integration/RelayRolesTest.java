package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tropea.integration.SteeredClient.hop;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.Family;
import org.tropea.directory.network.Authority;
import org.tropea.integration.probe.ExitProbe;
import org.tropea.protocol.channel.LinkTotals;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.RelayTotals;
import org.tropea.relay.Settings;
import org.tropea.relay.exit.ExitSettings;
import org.tropea.relay.keys.FamilyKeys;
import org.tropea.relay.selftest.SelfTest;

/**
 * A C tor client fetches through relays of ours: as guard, as middle, as exit, and all three. The
 * network is one of C tor 0.4.9.15, whose authorities demand Relay=2-6 and FlowCtrl=1-2 of relays.
 */
class RelayRolesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long FILE = 20_000_000;
  private static final SocksFetch.Pace SLOW = new SocksFetch.Pace(4_000_000, FILE);

  @TempDir static Path folder;
  private static CtorNetwork network;
  private static FileServer files;
  private static final List<OnionRelay> relays = new ArrayList<>();
  private static TropeaProcess tropea;
  private static OnionRelay unreachable;
  private static SteeredClient client;
  private static final Map<String, ControlPort> links = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    network =
        CtorNetwork.prepare(
            folder.resolve("ctor"),
            new CtorNetwork.Layout(3, 1, 1, 1).of(CtorPrograms.reference()));
    files = FileServer.start();
    Path family = makeFamilyKey();
    List<String> ofTheFamily =
        List.of("FamilyId " + Files.readString(family.resolve("key.public_family_id")).strip());
    for (String name : List.of("relay0", "exit0")) {
      Files.copy(
          family.resolve("key.secret_family_key"),
          network.node(name).folder().resolve("keys/key.secret_family_key"));
    }
    network.launch(Map.of("relay0", ofTheFamily, "exit0", ofTheFamily));
    for (String name : List.of("relay0", "exit0", "authority0", "authority1", "authority2")) {
      links.put(name, links(name));
    }
    // All at once, so that all are voted on in the first rounds.
    for (int i = 0; i < 3; i++) {
      relays.add(relay("ours" + i, network.authorities(), false, i < 2 ? family : null));
    }
    unreachable = unreachable();
    tropea = TropeaProcess.start(folder.resolve("torrcrelay"), torrc());
    network.awaitBootstrap(relays.size() + 1);
    client = new SteeredClient(network.node("client0"));
    for (OnionRelay relay : relays) {
      client.awaitKnown(hop(relay));
    }
  }

  /** By C tor, as an operator would who has relays of C tor first. */
  private static Path makeFamilyKey() throws Exception {
    Path family = Files.createDirectories(folder.resolve("family"));
    CtorNetwork.run(
        CtorPrograms.reference().tor(),
        "--quiet",
        "--keygen-family",
        family.resolve("key").toString());
    return family;
  }

  /** One that nobody listens for where it says that it is. */
  private static OnionRelay unreachable() throws Exception {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return OnionRelay.start(
          Settings.builder(
                  "unreachable", Files.createDirectories(folder.resolve("unreachable")), loopback)
              .address((InetSocketAddress) closed.getLocalSocketAddress())
              .network(network.authorities())
              .tested(EnumSet.of(SelfTest.Family.IPV4))
              .privateAddresses(true)
              .build(),
          Machine.best());
    }
  }

  /** The events of this node's links, from before there is any of ours. */
  private static ControlPort links(String name) throws Exception {
    CtorNode node = network.node(name);
    node.process().await("Opened Control listener", PATIENCE);
    ControlPort control = node.control();
    control.ask("SETEVENTS ORCONN");
    return control;
  }

  private static List<String> torrc() {
    List<String> torrc = new ArrayList<>(network.directoryAuthorityLines());
    torrc.addAll(
        List.of(
            "TestingTorNetwork 1",
            "Nickname torrcrelay",
            "ORPort auto",
            "ORPort [::1]:auto IPv6Only",
            // C tor's relays here have no IPv6, so none of them comes back by it.
            "AssumeReachableIPv6 1",
            "Address 127.0.0.1",
            "ShutdownWaitLength 10 minutes",
            "SocksPort 0"));
    return torrc;
  }

  @AfterAll
  static void stop() throws Exception {
    relays.forEach(OnionRelay::close);
    if (unreachable != null) {
      unreachable.close();
    }
    for (ControlPort each : links.values()) {
      each.close();
    }
    for (AutoCloseable each : Arrays.asList(client, tropea, files, network)) {
      if (each != null) {
        each.close();
      }
    }
  }

  /**
   * A relay that leads everywhere.
   *
   * @param refuseUnknown null for what the consensus says
   * @param family where the keys of its family are; null for none
   */
  private static OnionRelay relay(
      String name,
      List<Authority> authorities,
      @Nullable Boolean refuseUnknown,
      @Nullable Path family)
      throws Exception {
    Path data = Files.createDirectories(folder.resolve(name));
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return OnionRelay.start(
        Settings.builder(name, data, loopback)
            .exit(
                ExitSettings.of(new ExitPolicy(List.of()))
                    .withHijackCheck(false, List.of())
                    .withRefuseUnknown(refuseUnknown))
            .family(
                new Settings.OwnFamily(
                    Family.NONE,
                    new FamilyKeys.Wanted(
                        family == null ? data : family, Set.of(), family != null)))
            .network(authorities)
            .privateAddresses(true)
            .loops(2)
            .build(),
        Machine.best());
  }

  /** Case fault-28: C tor's clients pass over relays that have never carried anything. */
  @Test
  void everyRelay_hasTheWeightOfASelfTestAtLeast() throws Exception {
    for (OnionRelay relay : relays) {
      assertThat(client.weight(hop(relay))).isGreaterThanOrEqualTo(51);
    }
  }

  /** Row R02: two of C tor's and two of ours say one family, by a key that C tor made. */
  @Test
  void relaysOfOneFamilyKey_haveEqualIds_andShareNoPathOfCtors() throws Exception {
    List<String> family =
        List.of(ctor("relay0"), ctor("exit0"), hop(relays.get(0)), hop(relays.get(1)));
    Set<List<String>> ids = new HashSet<>();
    for (String each : family) {
      ids.add(client.microdescriptorLines(each, "family-ids"));
    }
    assertThat(ids).hasSize(1);
    assertThat(ids.iterator().next()).singleElement().asString().contains(" ed25519:");
    int with = 0;
    for (int i = 0; i < 40; i++) {
      List<String> path = client.choosePath();
      long members = path.stream().filter(family::contains).count();
      assertThat(members).as("of %s", path).isLessThanOrEqualTo(1);
      with += (int) members;
    }
    assertThat(with).as("paths with a relay of the family").isPositive();
  }

  @Test
  void asGuard_carriesAFile() throws Exception {
    fetchThrough(hop(relays.get(0)), ctor("relay0"), ctor("exit0"));
  }

  /** Row L13: while the link of a client of C tor is idle, both ends pad it. */
  @Test
  void asGuard_padsTheLinkOfItsClient_whichPadsItToo() throws Exception {
    OnionRelay guard = relays.get(1);
    LinkTotals.Padding before = guard.totals().links().padding();
    fetchThrough(hop(guard), ctor("relay0"), ctor("exit0"));
    Eventually.isTrue(
        "padding both ways",
        PATIENCE,
        () -> {
          LinkTotals.Padding now = guard.totals().links().padding();
          return now.sent() > before.sent() && now.received() > before.received();
        });
  }

  @Test
  void asMiddle_carriesAFile() throws Exception {
    fetchThrough(ctor("relay0"), hop(relays.get(0)), ctor("exit0"));
  }

  @Test
  void asExit_carriesAFile_andCountsIt() throws Exception {
    RelayTotals before = relays.get(0).totals();
    fetchThrough(ctor("relay0"), ctor("authority0"), hop(relays.get(0)));
    RelayTotals after = relays.get(0).totals();
    assertThat(after.exit().traffic().bytesOut() - before.exit().traffic().bytesOut())
        .isGreaterThanOrEqualTo(FILE);
    assertThat(after.exit().opened()).isGreaterThan(before.exit().opened());
    assertThat(after.circuits().opened()).isPositive();
    assertThat(after.circuits().traffic().toOrigin()).isGreaterThan(FILE / 498);
    assertThat(after.descriptors().taken()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void asAllThree_carryAFile() throws Exception {
    fetchThrough(hop(relays.get(0)), hop(relays.get(1)), hop(relays.get(2)));
  }

  @Test
  void asExit_carriesAnUpload() throws Exception {
    client.upload(files, FILE, ctor("relay0"), ctor("authority0"), hop(relays.get(0)));
  }

  @Test
  void asAllThree_carryAnUpload() throws Exception {
    client.upload(files, FILE, hop(relays.get(0)), hop(relays.get(1)), hop(relays.get(2)));
  }

  /**
   * Cases exit-9 and exit-10: our exit and C tor's, both with C tor's defaults, let a stream out
   * that comes by a relay of the network, but neither back into the network nor for strangers.
   */
  @Test
  void exit_thatKnowsTheNetwork_refusesItsPortsAndStrangers_asCtor() throws Exception {
    ExitProbe middle = probe("relay0");
    try (OnionRelay strict = relay("strict", network.authorities(), null, null)) {
      strict.mirrored().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      for (ExitProbe exit : List.of(probe("exit0"), ExitProbe.of(strict))) {
        String file = "127.0.0.1:" + files.port();
        assertThat(exit.begin(middle, file)).isEqualTo("CONNECTED");
        assertThat(exit.begin(middle, "127.0.0.1:" + network.node("relay0").orPort()))
            .isEqualTo("END(3)");
        assertThat(exit.begin(middle, "127.0.0.1:" + network.node("authority0").orPort()))
            .isEqualTo("END(3)");
        assertThat(exit.begin(middle, "127.0.0.1:" + network.node("authority0").directoryPort()))
            .isEqualTo("END(3)");
        assertThat(exit.begin(middle, "127.0.0.1:" + network.node("relay0").directoryPort()))
            .isEqualTo("CONNECTED");
        assertThat(exit.beginAsStranger(file)).isEqualTo("END(1)");
      }
    }
  }

  private static ExitProbe probe(String name) throws Exception {
    CtorNode node = network.node(name);
    return ExitProbe.ofCtor(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), node.orPort()), node.folder());
  }

  /** A link between a relay of C tor and one of this test. */
  private record Link(String theirs, OnionRelay ours) {}

  /**
   * C tor calls our relays, and they call C tor; both name the other by its fingerprint, as they do
   * only for who has authenticated. Then a circuit comes back to a C tor relay that has called, and
   * takes the same link: ours uses only links on which the other side has authenticated. Who calls
   * whom first is up to the nodes' own circuits too, so that several pairs are tried.
   */
  @Test
  void links_withCtorsRelays_areAuthenticatedInBothDirectionsByBothSides() throws Exception {
    for (OnionRelay ours : relays) {
      if (linked(true).isEmpty()) {
        fetchThrough(ctor("relay0"), hop(ours), ctor("exit0"));
      }
      for (String theirs : List.of("relay0", "authority0", "authority1", "authority2")) {
        if (linked(false).isEmpty()) {
          fetchThrough(hop(ours), ctor(theirs), ctor("exit0"));
        }
      }
    }
    assertThat(linked(false)).as("called by ours").isNotEmpty();
    List<Link> called = linked(true);
    called.removeIf(link -> link.theirs().equals("exit0"));
    assertThat(called).as("calling ours").isNotEmpty();
    Link link = called.get(0);
    // Two where each called the other at the same moment.
    List<String> before = open(link);
    assertThat(before).isNotEmpty();
    String first = link.theirs().equals("relay0") ? "authority0" : "relay0";
    fetchThrough(ctor(first), hop(link.ours()), ctor(link.theirs()), ctor("exit0"));
    assertThat(open(link)).isEqualTo(before);
  }

  /** What the C tor relay says of its open links to the other. */
  private static List<String> open(Link link) throws Exception {
    ControlPort control = Objects.requireNonNull(links.get(link.theirs()));
    return control.info("orconn-status").stream()
        .filter(line -> isOpenTo(line, link.ours()))
        .toList();
  }

  /** The links that became open because C tor called, or because we did. */
  private static List<Link> linked(boolean byThem) throws Exception {
    List<Link> found = new ArrayList<>();
    for (Map.Entry<String, ControlPort> each : links.entrySet()) {
      List<String> events = each.getValue().events();
      for (OnionRelay ours : relays) {
        String hers = "ORCONN " + hop(ours);
        List<String> states =
            events.stream()
                .filter(event -> event.startsWith(hers))
                .map(event -> event.split(" ", -1)[2])
                .toList();
        if (states.contains("CONNECTED") && states.contains("LAUNCHED") == byThem) {
          found.add(new Link(each.getKey(), ours));
        }
      }
    }
    return found;
  }

  @Test
  void tropeaWithAnOrPort_testsItself_isListedByCtorAuthorities_andCarriesAFile() throws Exception {
    tropea.process().await("Our IPv4 ORPort can be reached from outside", PATIENCE);
    String line = tropea.process().await("Our fingerprint is \\w{40}", PATIENCE);
    String fingerprint = "$" + line.replaceAll(".* ", "");
    client.awaitKnown(fingerprint);
    try (ControlPort authority = network.node("authority0").control()) {
      assertThat(authority.info("desc/id/" + fingerprint))
          .anyMatch(l -> l.startsWith("or-address [::1]:"));
    }
    // It began before that one, and with the same relays to test itself by.
    assertThat(unreachable.mirrored().await(PATIENCE.toMillis())).isTrue();
    assertThat(unreachable.published().isDone()).isFalse();
    fetchThrough(ctor("relay0"), fingerprint, ctor("exit0"));
    leavesInOrder(tropea.process(), fingerprint);
  }

  /** Row R17: after SIGINT a download goes on and nobody new is let in, after another it ends. */
  private static void leavesInOrder(LoggedProcess tropea, String fingerprint) throws Exception {
    String opened = tropea.await("Opened OR listener on port \\d+", PATIENCE);
    int port = Integer.parseInt(opened.replaceAll(".* ", ""));
    String[] path = {fingerprint, ctor("relay0"), ctor("exit0")};
    SocksFetch.Fetched slow =
        client.through(
            path,
            socks -> socks.get("127.0.0.1", files.port(), "/" + FILE, SLOW, read -> {}),
            () -> {
              tropea.signal("INT");
              tropea.await("Interrupt: we have stopped accepting .* in 600 seconds", PATIENCE);
              assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                  .isInstanceOf(ConnectException.class);
            });
    assertThat(slow.sha256()).isEqualTo(FileServer.sha256(FILE));
    assertThat(tropea.isAlive()).isTrue();
    tropea.signal("INT");
    assertThat(tropea.awaitExit(PATIENCE)).isZero();
  }

  private static boolean isOpenTo(String line, OnionRelay relay) throws RuntimeException {
    return line.contains(relay.keys().rsaIdentity().toHex()) && line.contains("CONNECTED");
  }

  private static void fetchThrough(String... path) throws Exception {
    client.fetch(files, FILE, path);
  }

  private static String ctor(String name) throws IOException {
    return SteeredClient.hop(network.node(name));
  }
}
