package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.client.ClientObserver;
import org.tropea.client.ClientSettings;
import org.tropea.client.InternalAddresses;
import org.tropea.client.path.PathRules;
import org.tropea.client.pool.CircuitLimits;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.circuit.CircuitFacts;
import org.tropea.protocol.circuit.CircuitTraffic;
import org.tropea.protocol.circuit.CloseReason;
import org.tropea.protocol.message.ConfluxWish;
import org.tropea.protocol.message.HopRequest;
import org.tropea.proxy.ClientProxy;
import org.tropea.proxy.Settings;

/**
 * ntor v3, congestion control and Counter Galois Onion between our client and each relay of a path,
 * all of C tor 0.4.9.15 (rows C03 to C08, F03): a hop where both sides have not agreed on the same
 * carries nothing.
 */
class TodaysClientTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int FILE = 20_000_000;

  /** A leg that was used brought more bytes than these. */
  private static final int USED = 200_000;

  @RegisterExtension
  static final CtorNetworkExtension extension =
      new CtorNetworkExtension(new CtorNetwork.Layout(3, 3, 3, 1));

  @TempDir Path folder;
  private final CtorNetwork network = extension.network();

  private final BlockingQueue<Linked> linked = new LinkedBlockingQueue<>();
  private final Map<Long, List<CircuitFacts>> sets = new HashMap<>();
  private final Map<Long, CircuitTraffic> carried = new ConcurrentHashMap<>();

  /** A leg of the set whose first leg has that number. */
  private record Linked(CircuitFacts leg, long set) {}

  private final ClientObserver observer =
      new ClientObserver() {
        @Override
        public void linked(CircuitFacts circuit, long set) {
          linked.add(new Linked(circuit, set));
        }

        @Override
        public void closed(CircuitFacts circuit, CloseReason why, CircuitTraffic traffic) {
          carried.put(circuit.number(), traffic);
        }
      };

  private Settings settings(ConfluxSettings conflux) throws Exception {
    return new Settings(
        new ClientSettings(
            folder,
            network.authorities(),
            PathRules.ONE_SUBNET,
            0.6,
            CircuitLimits.usual(PATIENCE, conflux),
            InternalAddresses.TAKEN),
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
        PATIENCE);
  }

  @Test
  void clientOfOurs_agreesOnCgoWithEachHop_andCarriesFiles() throws Exception {
    CtorPrograms.reference();
    Settings settings = settings(new ConfluxSettings(false, ConfluxWish.HIGH_THROUGHPUT));
    try (HopLog log = HopLog.ofClients();
        FileServer files = FileServer.start();
        ClientProxy proxy = ClientProxy.start(settings, Machine.best(), ClientObserver.NONE)) {
      proxy.client().ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      SocksFetch fetch = new SocksFetch(proxy.addresses().get(0).getPort(), PATIENCE);
      assertThat(fetch.get("127.0.0.1", files.port(), "/" + FILE))
          .isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
      assertThat(fetch.post("127.0.0.1", files.port(), FILE)).isEqualTo(FileServer.sha256(FILE));
      List<String> hops = log.take("Hop ");
      for (int hop = 1; hop <= 3; hop++) {
        assertThat(hops).contains("Hop " + hop + " of a circuit: " + HopRequest.ALL);
      }
      // CREATE_FAST, while nothing is known of the network, is the one other kind.
      assertThat(hops.stream().filter(line -> !line.endsWith(HopRequest.ALL.toString())))
          .allMatch(("Hop 1 of a circuit: " + HopRequest.NOTHING)::equals);
    }
  }

  /** The legs of the next set of which two are linked. */
  private List<CircuitFacts> nextSet() throws InterruptedException {
    while (true) {
      Linked one = linked.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(one).as("a leg that is linked").isNotNull();
      List<CircuitFacts> legs = sets.computeIfAbsent(one.set(), set -> new ArrayList<>());
      legs.add(one.leg());
      if (legs.size() == 2) {
        return legs;
      }
    }
  }

  private static RsaIdentity hop(CircuitFacts leg, int hop) {
    return leg.path().get(hop).rsaIdentity();
  }

  /** Where a set ends, by its control port; each exit tells from now on what it does. */
  private Map<String, ControlPort> watchExits() throws Exception {
    Map<String, ControlPort> exits = new HashMap<>();
    for (CtorNode exit : network.nodes(CtorNode.Kind.EXIT)) {
      ControlPort control = exit.control();
      exits.put(SteeredClient.hop(exit).substring(1).toLowerCase(Locale.ROOT), control);
      control.ask("SETEVENTS INFO");
    }
    return exits;
  }

  /** Rows F08 to F11, at the client: C tor's exit says that it has linked what we have linked. */
  @Test
  void clientOfOurs_linksConfluxSets_andCarriesFilesByBothLegs() throws Exception {
    CtorPrograms.reference();
    Map<String, ControlPort> exits = watchExits();
    try (FileServer files = FileServer.start();
        ClientProxy proxy =
            ClientProxy.start(settings(ConfluxSettings.USUAL), Machine.best(), observer)) {
      List<CircuitFacts> legs = nextSet();
      RsaIdentity exit = hop(legs.get(0), 2);
      assertThat(hop(legs.get(1), 2)).isEqualTo(exit);
      assertThat(hop(legs.get(1), 1)).isNotEqualTo(hop(legs.get(0), 1));
      assertThat(hop(legs.get(1), 0)).isNotEqualTo(hop(legs.get(0), 0));
      Objects.requireNonNull(exits.get(exit.toHex().toLowerCase(Locale.ROOT)))
          .awaitEvent("^INFO .*Successfully linked a conflux relay set", PATIENCE);
      SocksFetch fetch = new SocksFetch(proxy.addresses().get(0).getPort(), PATIENCE);
      assertThat(fetch.get("127.0.0.1", files.port(), "/" + FILE))
          .isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
      assertThat(fetch.post("127.0.0.1", files.port(), FILE)).isEqualTo(FileServer.sha256(FILE));
    } finally {
      for (ControlPort exit : exits.values()) {
        exit.close();
      }
    }
    linked.forEach(one -> sets.computeIfAbsent(one.set(), set -> new ArrayList<>()).add(one.leg()));
    assertThat(sets.values())
        .as("sets, and what their legs carried: %s", carried)
        .anyMatch(legs -> legs.size() == 2 && legs.stream().allMatch(this::carriedMuch));
  }

  private boolean carriedMuch(CircuitFacts leg) {
    CircuitTraffic traffic = carried.get(leg.number());
    return traffic != null && traffic.dataIn() > USED;
  }
}
