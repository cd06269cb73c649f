package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.client.ClientObserver;
import org.tropea.client.ClientSettings;
import org.tropea.client.InternalAddresses;
import org.tropea.client.path.PathRules;
import org.tropea.client.path.RelayRules;
import org.tropea.client.pool.CircuitLimits;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.crypto.bytes.Base32;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.directory.document.RelaySet;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.onionservice.connect.ClientKeys;
import org.tropea.onionservice.connect.ServiceSettings;
import org.tropea.onionservice.effort.EffortQueue;
import org.tropea.onionservice.host.HostSettings;
import org.tropea.onionservice.host.HostSettings.Introductions;
import org.tropea.onionservice.host.LocalServers;
import org.tropea.onionservice.host.OnionHost;
import org.tropea.onionservice.host.OnionService;
import org.tropea.onionservice.host.ServiceDirectory;
import org.tropea.onionservice.host.ServiceListener;
import org.tropea.onionservice.host.VirtualPort;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.circuit.CircuitFacts;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.message.ConfluxWish;
import org.tropea.proxy.ClientProxy;
import org.tropea.proxy.ListenerSettings;
import org.tropea.proxy.ListenerSettings.Kind;
import org.tropea.proxy.ListenerSettings.UnixAccess;
import org.tropea.proxy.Settings;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.request.Caution;
import org.tropea.proxy.request.PortRules;

/**
 * Our client reaches onion services of C tor over relays of C tor (rows O01 to O05, O09, O10, O12,
 * O13, C18, C19, P12, O27).
 */
class OnionServiceTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int FILE = 5_000_000;
  private static final PortRules EXTENDED =
      new PortRules(
          PortRules.USUAL.apart(),
          -1,
          PortRules.Reach.ALL,
          new PortRules.Manners(false, true, false, true));

  @RegisterExtension
  static final CtorNetworkExtension extension =
      new CtorNetworkExtension(new CtorNetwork.Layout(3, 3, 3, 1));

  @TempDir Path folder;
  private final CtorNetwork network = extension.network();
  private final Set<CircuitPurpose> cannibalized = ConcurrentHashMap.newKeySet();

  /** How many relays the circuits for each purpose passed. */
  private final Map<CircuitPurpose, Set<Integer>> lengths = new ConcurrentHashMap<>();

  /** Three circuits are built ahead for onion services. */
  private final CountDownLatch ahead = new CountDownLatch(3);

  private final ClientObserver observer =
      new ClientObserver() {
        @Override
        public void built(CircuitFacts circuit) {
          if (circuit.purpose() == CircuitPurpose.INTERNAL) {
            ahead.countDown();
          }
          lengths
              .computeIfAbsent(circuit.purpose(), unused -> ConcurrentHashMap.newKeySet())
              .add(circuit.path().size());
        }

        @Override
        public void cannibalized(CircuitFacts circuit, CircuitPurpose before) {
          cannibalized.add(circuit.purpose());
        }
      };

  private ClientProxy client(Map<OnionAddress, X25519PrivateKey> keys) throws Exception {
    return client(keys, 0);
  }

  private ClientProxy client(Map<OnionAddress, X25519PrivateKey> keys, long effort)
      throws Exception {
    return client(keys, effort, PathRules.ONE_SUBNET);
  }

  private ClientProxy client(Map<OnionAddress, X25519PrivateKey> keys, long effort, PathRules paths)
      throws Exception {
    ClientSettings client =
        new ClientSettings(
            folder,
            network.authorities(),
            paths,
            0.6,
            CircuitLimits.usual(PATIENCE, new ConfluxSettings(false, ConfluxWish.HIGH_THROUGHPUT)),
            InternalAddresses.TAKEN);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Settings settings =
        new Settings(
            client,
            List.of(new ListenerSettings(Kind.SOCKS, any, EXTENDED, UnixAccess.OWNER)),
            PATIENCE,
            Caution.USUAL.refusingInternal(false),
            AddressMap.Settings.USUAL,
            ServiceSettings.of(client).testing(true).with(keys).working(effort));
    return ClientProxy.start(settings, Machine.best(), observer);
  }

  /** A service of C tor's client, once a directory has its descriptor; its address. */
  private static String publish(ControlPort control, int port, String more, String flags)
      throws Exception {
    control.ask("SETEVENTS HS_DESC");
    String answer =
        String.join(
            "\n",
            control.ask(
                "ADD_ONION NEW:ED25519-V3 Flags=" + flags + " Port=80,127.0.0.1:" + port + more));
    String address = CtorNetwork.find("ServiceID=([a-z2-7]{56})", answer);
    control.awaitEvent("^HS_DESC UPLOADED " + address, PATIENCE);
    return address;
  }

  @Test
  void clientOfOurs_getsPagesOfServicesOfCtor() throws Exception {
    try (FileServer files = FileServer.start();
        ControlPort control = network.nodes(CtorNode.Kind.CLIENT).get(0).control();
        ClientProxy proxy = client(Map.of())) {
      String address = publish(control, files.port(), "", "DiscardPK");
      assertThat(ahead.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      SocksFetch fetch = fetch(proxy);
      assertThat(firstPage(fetch, "www." + address + ".onion", FILE))
          .isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
      assertThat(fetch.post(address + ".onion", 80, FILE)).isEqualTo(FileServer.sha256(FILE));
      // Rows P16 and P17.
      assertThat(cannibalized).isNotEmpty();
    }
  }

  /** A service of ours, of a new name, that leads to {@code files}. */
  private static OnionService host(ClientProxy proxy, FileServer files, HostSettings settings) {
    Machine machine = Machine.best();
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), files.port());
    return new OnionHost(proxy.client(), machine)
        .start(
            Ed25519SigningKey.generate(machine.random()),
            settings.testing(true),
            new LocalServers(List.of(new VirtualPort(80, server)), false, machine),
            ServiceListener.NONE);
  }

  /** Rows O06 to O11 from the service. */
  @Test
  void clientOfCtor_getsPagesOfAServiceOfOurs() throws Exception {
    try (FileServer files = FileServer.start();
        ControlPort control = network.nodes(CtorNode.Kind.CLIENT).get(0).control();
        ClientProxy proxy = client(Map.of())) {
      try (OnionService service = host(proxy, files, HostSettings.USUAL)) {
        assertThat(service.published().await(PATIENCE.toMillis())).isTrue();
        assertThat(service.published().isSuccess()).isTrue();
        String onion = service.address().write() + ".onion";
        int socks = network.nodes(CtorNode.Kind.CLIENT).get(0).socksPort();
        SocksFetch fetch = new SocksFetch(socks, PATIENCE);
        assertThat(fetch.get(onion, 80, "/" + FILE))
            .isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
        // Only what is sent under congestion control has C tor's client tell of its window.
        control.ask("SETEVENTS INFO");
        assertThat(fetch.post(onion, 80, FILE)).isEqualTo(FileServer.sha256(FILE));
        control.awaitEvent("CC: TOR_VEGAS RTT", PATIENCE);
        SocksFetch ours = fetch(proxy);
        assertThat(ours.get(onion, 80, "/" + FILE))
            .isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
        assertThat(ours.post(onion, 80, FILE)).isEqualTo(FileServer.sha256(FILE));
      }
    }
  }

  /**
   * Rows O01, O04, O06 and O14: directories take no descriptor of a revision that is not higher
   * than the last, so that each of the three has gone on with the one before it.
   */
  @Test
  void folderOfAService_goesFromCtorToUsAndBack_withItsClients() throws Exception {
    Machine machine = Machine.best();
    X25519KeyPair key = X25519KeyPair.generate(machine.curve(), machine.random());
    Path www = folder.resolve("www");
    CtorNode node = network.nodes(CtorNode.Kind.CLIENT).get(0);
    try (FileServer files = FileServer.start();
        ControlPort control = node.control();
        ClientProxy proxy = client(Map.of())) {
      control.ask("SETEVENTS HS_DESC");
      String lines =
          " HiddenServiceDir=\"%s\" HiddenServicePort=\"80 127.0.0.1:%d\""
              .formatted(www, files.port());
      control.ask("SETCONF" + lines);
      Files.writeString(
          www.resolve("authorized_clients").resolve("a.auth"),
          "descriptor:x25519:" + Base32.encode(key.publicKey().value().toByteArray()) + "\n");
      String address = Files.readString(www.resolve("hostname")).strip().replace(".onion", "");
      control.awaitEvent("^HS_DESC UPLOADED " + address, PATIENCE);
      control.ask("RESETCONF HiddenServiceDir");
      ServiceDirectory directory = ServiceDirectory.open(www, false, machine.random());
      assertThat(directory.clients()).containsExactly(key.publicKey());
      InetSocketAddress server =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), files.port());
      try (OnionService service =
          new OnionHost(proxy.client(), machine)
              .start(
                  directory.identity(),
                  HostSettings.USUAL.testing(true).forClients(directory.clients()),
                  new LocalServers(List.of(new VirtualPort(80, server)), false, machine),
                  ServiceListener.NONE)) {
        assertThat(service.address().write()).isEqualTo(address);
        assertThat(service.published().await(PATIENCE.toMillis())).isTrue();
        assertThat(service.published().isSuccess()).isTrue();
        assertThat(refusal(fetch(proxy), address)).isEqualTo(0xf4);
        control.ask("ONION_CLIENT_AUTH_ADD " + address + " x25519:" + base64(key.privateKey()));
        assertThat(new SocksFetch(node.socksPort(), PATIENCE).get(address + ".onion", 80, "/1000"))
            .isEqualTo(new SocksFetch.Fetched(200, 1000, FileServer.sha256(1000)));
      }
      // Its events alone, and none of the first time.
      try (ControlPort again = node.control()) {
        again.ask("SETEVENTS HS_DESC");
        again.ask("SETCONF" + lines);
        again.awaitEvent("^HS_DESC UPLOADED " + address, PATIENCE);
        again.ask("RESETCONF HiddenServiceDir");
      }
    }
  }

  private static String base64(X25519PrivateKey key) {
    return Base64.getEncoder().encodeToString(key.copyBytes());
  }

  /** Rows O15 and O17: a proof that does not hold would not be queued, and no page would come. */
  @Test
  void serviceOfCtorThatTakesProofs_takesThoseOfOurClient() throws Exception {
    try (FileServer files = FileServer.start();
        ControlPort control = network.nodes(CtorNode.Kind.CLIENT).get(0).control();
        ClientProxy proxy = client(Map.of(), 20)) {
      String address = publish(control, files.port(), " PoWDefensesEnabled=1", "DiscardPK");
      control.ask("SETEVENTS INFO");
      assertThat(firstPage(fetch(proxy), address + ".onion", 1000))
          .isEqualTo(new SocksFetch.Fetched(200, 1000, FileServer.sha256(1000)));
      control.awaitEvent("Enqueued rendezvous request with effort: 20\\.", PATIENCE);
    }
  }

  /** Rows O15 and O16: C tor's client works as our service says, and is let in. */
  @Test
  void serviceOfOursThatAsksForProofs_takesThoseOfCtorsClient() throws Exception {
    try (FileServer files = FileServer.start();
        ControlPort control = network.nodes(CtorNode.Kind.CLIENT).get(0).control();
        ClientProxy proxy = client(Map.of());
        OnionService service =
            host(
                proxy,
                files,
                HostSettings.USUAL.with(
                    new Introductions(
                        3, Optional.empty(), Optional.of(new EffortQueue.Terms(250, 2500, 20)))))) {
      control.ask("SETEVENTS INFO");
      assertThat(service.published().await(PATIENCE.toMillis())).isTrue();
      SocksFetch fetch =
          new SocksFetch(network.nodes(CtorNode.Kind.CLIENT).get(0).socksPort(), PATIENCE);
      assertThat(fetch.get(service.address().write() + ".onion", 80, "/1000"))
          .isEqualTo(new SocksFetch.Fetched(200, 1000, FileServer.sha256(1000)));
      control.awaitEvent("Got a PoW solution", PATIENCE);
      assertThat(fetch(proxy).get(service.address().write() + ".onion", 80, "/1000"))
          .isEqualTo(new SocksFetch.Fetched(200, 1000, FileServer.sha256(1000)));
    }
  }

  /** Rows P13 and O27: paths as long as C tor's with both options. */
  @Test
  void clientWithLayersOfItsOwn_reachesServicesOfCtor_byLongerPaths() throws Exception {
    RelayRules any = RelayRules.NONE;
    RelayRules layers =
        new RelayRules(
            any.excluded(),
            any.excludedExits(),
            any.entries(),
            any.exits(),
            any.middles(),
            any.families(),
            RelaySet.read("relay0,relay1,exit0"),
            RelaySet.read("relay2,exit1,exit2"),
            any.countries());
    PathRules rules = PathRules.ONE_SUBNET;
    try (FileServer files = FileServer.start();
        ControlPort control = network.nodes(CtorNode.Kind.CLIENT).get(0).control();
        ClientProxy proxy =
            client(
                Map.of(),
                0,
                new PathRules(
                    rules.distinctSubnets(),
                    rules.longLivedPorts(),
                    layers,
                    rules.bias(),
                    rules.reachable()))) {
      String address = publish(control, files.port(), "", "DiscardPK");
      assertThat(firstPage(fetch(proxy), address + ".onion", 1000))
          .isEqualTo(new SocksFetch.Fetched(200, 1000, FileServer.sha256(1000)));
      assertThat(lengths.get(CircuitPurpose.RENDEZVOUS)).containsExactly(4);
      assertThat(lengths.get(CircuitPurpose.SERVICE_DIRECTORY)).containsExactly(5);
      assertThat(lengths.get(CircuitPurpose.INTRODUCTION)).containsExactly(5);
    }
  }

  /** Row O20: relays of C tor take the circuits of one hop, and its client the service. */
  @Test
  void serviceOfOursThatHidesNothing_isReached_byOneHopToEachPoint() throws Exception {
    try (FileServer files = FileServer.start();
        ClientProxy proxy = client(Map.of());
        OnionService service = host(proxy, files, HostSettings.USUAL.single(true))) {
      assertThat(service.published().await(PATIENCE.toMillis())).isTrue();
      assertThat(service.published().isSuccess()).isTrue();
      String onion = service.address().write() + ".onion";
      int socks = network.nodes(CtorNode.Kind.CLIENT).get(0).socksPort();
      for (SocksFetch fetch : List.of(new SocksFetch(socks, PATIENCE), fetch(proxy))) {
        assertThat(fetch.get(onion, 80, "/1000"))
            .isEqualTo(new SocksFetch.Fetched(200, 1000, FileServer.sha256(1000)));
      }
      assertThat(lengths.get(CircuitPurpose.SERVICE_INTRODUCTION)).contains(1);
      assertThat(lengths.get(CircuitPurpose.SERVICE_RENDEZVOUS)).contains(1);
      assertThat(lengths.get(CircuitPurpose.SERVICE_PUBLICATION)).doesNotContain(1);
    }
  }

  private static int refusal(SocksFetch fetch, String address) {
    AtomicInteger reply = new AtomicInteger();
    assertThatExceptionOfType(SocksFetch.Refused.class)
        .isThrownBy(() -> fetch.get(address + ".onion", 80, "/1"))
        .satisfies(refused -> reply.set(refused.reply));
    return reply.get();
  }

  /** Rows O14 and S03: keys in C tor's files, and what programs are told without the right one. */
  @Test
  void serviceForFewClients_isReachedByThoseAlone(@TempDir Path keys) throws Exception {
    Curve25519 curve = Curve25519.fastest();
    X25519KeyPair right = X25519KeyPair.generate(curve, new SecureRandom());
    try (FileServer files = FileServer.start();
        ControlPort control = network.nodes(CtorNode.Kind.CLIENT).get(0).control()) {
      String key = Base32.encode(right.publicKey().value().toByteArray());
      String address = publish(control, files.port(), " ClientAuthV3=" + key, "V3Auth");
      Path file = keys.resolve("a.auth_private");
      writeKey(file, address, right.privateKey());
      try (ClientProxy proxy = client(ClientKeys.read(keys))) {
        assertThat(firstPage(fetch(proxy), address + ".onion", 1000))
            .isEqualTo(new SocksFetch.Fetched(200, 1000, FileServer.sha256(1000)));
      }
      try (ClientProxy proxy = client(Map.of())) {
        assertThat(refusal(fetch(proxy), address)).isEqualTo(0xf4);
        OnionAddress nobody =
            new OnionAddress(Ed25519SigningKey.generate(new SecureRandom()).identity());
        assertThat(refusal(fetch(proxy), nobody.write())).isEqualTo(0xf0);
      }
      writeKey(file, address, X25519PrivateKey.generate(new SecureRandom()));
      try (ClientProxy proxy = client(ClientKeys.read(keys))) {
        assertThat(refusal(fetch(proxy), address)).isEqualTo(0xf5);
      }
    }
  }

  /**
   * The first file of a service of C tor: of its two descriptors the one of the other time period
   * may have been uploaded first, and until the other is too the directories know of none.
   */
  private static SocksFetch.Fetched firstPage(SocksFetch fetch, String host, int size)
      throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return fetch.get(host, 80, "/" + size);
      } catch (SocksFetch.Refused e) {
        if (e.reply != 0xf0 || System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
    }
  }

  private static SocksFetch fetch(ClientProxy proxy) {
    return new SocksFetch(proxy.addresses().get(0).getPort(), PATIENCE);
  }

  private static void writeKey(Path file, String address, X25519PrivateKey key) throws Exception {
    String text = address + ":descriptor:x25519:" + Base32.encode(key.copyBytes());
    Files.writeString(file, text + "\n");
  }
}
