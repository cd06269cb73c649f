package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
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
import org.tropea.client.TorClient;
import org.tropea.client.path.PathRules;
import org.tropea.client.pool.CircuitLimits;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.LinkFacts;
import org.tropea.protocol.channel.LinkTotals;
import org.tropea.protocol.channel.LinkWishes;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.channel.PeerView;
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

  /** Bytes each way; {@code -Dtropea.bytes} asks for more. */
  private static final int FILE = Integer.getInteger("tropea.bytes", 20_000_000);

  /** A file that is never whole, and how much of it has come at least when a leg is cut. */
  private static final int ENDLESS = 2_000_000_000;

  private static final int CUT_AT = 1_000_000;

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

  private final Map<Long, CloseReason> closed = new ConcurrentHashMap<>();
  private final BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();

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
          closed.put(circuit.number(), why);
          ends.add(why);
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
      // Row L13: C tor pads the links of our client, and lets itself be padded.
      Eventually.isTrue(
          "padding both ways",
          PATIENCE,
          () -> {
            LinkTotals.Padding padding = proxy.client().totals().links().padding();
            return padding.sent() > 0 && padding.received() > 0;
          });
      // CREATE_FAST, while nothing is known of the network, is the one other kind.
      assertThat(hops.stream().filter(line -> !line.endsWith(HopRequest.ALL.toString())))
          .allMatch(("Hop 1 of a circuit: " + HopRequest.NOTHING)::equals);
    }
  }

  /**
   * Rows L13 and L09: the relay of C tor does as a client says that wants less padding, and the
   * client, whose clock is two hours ahead, learns that from what the relay says.
   */
  @Test
  void clientOfOurs_isHeardByTheFirstRelay_andLearnsTheTimeOfIt() throws Exception {
    List<CtorNode> relays = new ArrayList<>(network.nodes(CtorNode.Kind.AUTHORITY));
    relays.addAll(network.nodes(CtorNode.Kind.RELAY));
    relays.addAll(network.nodes(CtorNode.Kind.EXIT));
    Map<String, ControlPort> nodes = watch(relays);
    BlockingQueue<LinkFacts> links = new LinkedBlockingQueue<>();
    BlockingQueue<PeerView> views = new LinkedBlockingQueue<>();
    ClientObserver opened =
        new ClientObserver() {
          @Override
          public void opened(LinkFacts link) {
            links.add(link);
          }

          @Override
          public void heard(LinkFacts link, PeerView view) {
            views.add(view);
          }
        };
    Settings usual = settings(ConfluxSettings.USUAL);
    ClientSettings less =
        usual
            .client()
            .with(new LinkWishes(LinkWishes.Padding.AUTO, true, LinkWishes.USUAL.keepalive()));
    Machine best = Machine.best();
    Duration ahead = Duration.ofHours(2);
    Machine skewed =
        new Machine(
            best.tls(),
            best.curve(),
            () -> best.clock().instant().plus(ahead),
            best.random(),
            best.dialler());
    TorClient client = TorClient.start(less, skewed, opened);
    try {
      LinkFacts first = links.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      String relay = Objects.requireNonNull(first.peer()).rsaIdentity().toHex();
      Objects.requireNonNull(nodes.get(relay.toLowerCase(Locale.ROOT)))
          .awaitEvent("^INFO .*Negotiated padding=0, lo=1500, hi=1500", PATIENCE);
      PeerView view = Objects.requireNonNull(views.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      assertThat(view.ahead()).isBetween(ahead.minusMinutes(2), ahead.plusMinutes(2));
      assertThat(view.address()).isEqualTo(InetAddress.getLoopbackAddress());
    } finally {
      client.close();
      for (ControlPort each : nodes.values()) {
        each.close();
      }
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
    return watch(network.nodes(CtorNode.Kind.EXIT));
  }

  private static Map<String, ControlPort> watch(List<CtorNode> nodes) throws Exception {
    Map<String, ControlPort> watched = new HashMap<>();
    for (CtorNode each : nodes) {
      ControlPort control = each.control();
      watched.put(SteeredClient.hop(each).substring(1).toLowerCase(Locale.ROOT), control);
      control.ask("SETEVENTS INFO");
    }
    return watched;
  }

  /**
   * Rows F08 to F11, at the client: C tor's exit says that it has linked what we have linked, and
   * by legs of different delay all arrives in its order.
   */
  @Test
  void clientOfOurs_linksConfluxSets_andCarriesFilesByBothLegs() throws Exception {
    CtorPrograms.reference();
    Map<String, ControlPort> exits = watchExits();
    try (FileServer files = FileServer.start();
        UnevenLinks links = new UnevenLinks();
        ClientProxy proxy =
            ClientProxy.start(
                settings(ConfluxSettings.USUAL), Machine.best().by(links), observer)) {
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
    assertThat(allSets())
        .as("sets, and what their legs carried: %s", carried)
        .anyMatch(legs -> legs.size() == 2 && legs.stream().allMatch(this::carriedMuch));
  }

  private Collection<List<CircuitFacts>> allSets() {
    List<Linked> news = new ArrayList<>();
    linked.drainTo(news);
    news.forEach(one -> sets.computeIfAbsent(one.set(), set -> new ArrayList<>()).add(one.leg()));
    return sets.values();
  }

  /**
   * As with C tor's client, a set does not outlive a leg in use: what was on its way is lost. The
   * program gets what came before, in order, and no more; whatever is asked for next arrives.
   */
  @Test
  void clientOfOurs_whoseLegIsCutInADownload_givesTheProgramNothingButTheBeginning()
      throws Exception {
    CtorPrograms.reference();
    try (FileServer files = FileServer.start();
        UnevenLinks links = new UnevenLinks();
        ClientProxy proxy =
            ClientProxy.start(
                settings(ConfluxSettings.USUAL), Machine.best().by(links), observer)) {
      nextSet();
      int port = proxy.addresses().get(0).getPort();
      byte[] begun = downloadUntilCut(port, files, links);
      assertThat(begun.length).isBetween(CUT_AT, ENDLESS - 1);
      ByteArrayOutputStream sent = new ByteArrayOutputStream(begun.length);
      FileServer.write(begun.length, sent);
      assertThat(Arrays.mismatch(begun, sent.toByteArray())).isEqualTo(-1);
      awaitEndOfASet();
      assertThat(new SocksFetch(port, PATIENCE).get("127.0.0.1", files.port(), "/" + USED))
          .isEqualTo(new SocksFetch.Fetched(200, USED, FileServer.sha256(USED)));
    }
  }

  /** What comes of a file that has no end, where a leg is cut once some of it is there. */
  private static byte[] downloadUntilCut(int socksPort, FileServer files, UnevenLinks links)
      throws IOException {
    ByteArrayOutputStream come = new ByteArrayOutputStream();
    boolean cut = false;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), socksPort)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      SocksFetch.connect(socket, "127.0.0.1", files.port());
      String request = "GET /%d HTTP/1.0\r\n\r\n".formatted(ENDLESS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] block = new byte[64 * 1024];
      InputStream in = socket.getInputStream();
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        come.write(block, 0, count);
        if (!cut && come.size() > 2 * CUT_AT) {
          cut = true;
          links.cutBusiest();
        }
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection went on though its set was gone", e);
    } catch (SocketException e) {
      // Reset: as good an end as any.
    }
    assertThat(cut).as("all of it was gone before a leg was cut").isTrue();
    byte[] all = come.toByteArray();
    int head = new String(all, 0, 1024, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
    return Arrays.copyOfRange(all, head, all.length);
  }

  /** Of the set that carried much no leg is left, since one of them lost its link. */
  private void awaitEndOfASet() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (allSets().stream().noneMatch(this::wasCut)) {
      assertThat(ends.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS))
          .as("the end of a set's legs, which ended so far: %s; %s", closed, carried)
          .isNotNull();
    }
  }

  /**
   * The exit may learn of it before the client does, and close the other leg first; C tor's relays
   * say no more of an exit's reason than DESTROYED.
   */
  private boolean wasCut(List<CircuitFacts> legs) {
    List<CloseReason> whys =
        legs.stream().map(leg -> closed.get(leg.number())).filter(Objects::nonNull).toList();
    return whys.size() == legs.size()
        && legs.stream().anyMatch(this::carriedMuch)
        && (whys.contains(CloseReason.local(DestroyReason.CHANNEL_CLOSED))
            || whys.contains(CloseReason.remote(DestroyReason.DESTROYED)));
  }

  private boolean carriedMuch(CircuitFacts leg) {
    CircuitTraffic traffic = carried.get(leg.number());
    return traffic != null && traffic.dataIn() > USED;
  }
}
