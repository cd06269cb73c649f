package org.tropea.benchmarks;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.ConnectFailure;
import org.tropea.client.Target;
import org.tropea.client.pool.Isolation;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.LinkParty;
import org.tropea.protocol.channel.LinkWatch;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.notice.RepeatedWarnings;
import org.tropea.protocol.stream.TorStream;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.request.Caution;
import org.tropea.proxy.request.PortRules;
import org.tropea.proxy.request.Requests;
import org.tropea.proxy.socks.SocksListener;

/**
 * Our client as a process of its own, but for its paths, which it is told: the SOCKS user name
 * lists the relays of a stream's circuit, or those of each leg of its conflux set, and the password
 * tells circuits of one path apart and says what is asked of its hops ({@link Agreement}).
 *
 * <p>Its argument is a file of {@link Node} lines. Commands come line by line on standard input,
 * and each is answered with one line.
 */
public final class PinnedClient {
  private static final Logger log = LoggerFactory.getLogger(PinnedClient.class);

  private static final int AT_ONCE = 32;

  private final EventLoop loop;
  private final LinkParty party;
  private final Machine machine;
  private final PinnedCircuits circuits;
  private final List<OriginCircuit> held = new ArrayList<>();
  private final List<TorChannel> links = new ArrayList<>();
  private final List<TorStream> streams = new ArrayList<>();
  private final Map<String, Node> nodes = new HashMap<>();

  private PinnedClient(Path file) throws Exception {
    for (String line : Files.readAllLines(file)) {
      Node node = Node.parse(line);
      nodes.put(node.name(), node);
    }
    machine = Machine.best();
    loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()).next();
    party = LinkParty.client(machine, LinkWatch.silent());
    circuits = new PinnedCircuits(loop, new ChannelRegistry(loop, () -> loop, party), machine);
  }

  /** What programs at its port may ask for: streams to this machine, and no lookups. */
  private Requests requests() {
    PinnedConnector connector = new PinnedConnector(circuits, this::legs);
    return new Requests(
        new Requests.Network(
            connector,
            (lookup, isolation) ->
                loop.newFailedFuture(
                    new ConnectFailure(ConnectFailure.Kind.MISUSE, "no lookups here"))),
        PortRules.USUAL,
        Requests.Grouping.alone("pinned", PortRules.USUAL),
        new Requests.Protection(
            Caution.USUAL.refusingInternal(false),
            new AddressMap(AddressMap.Settings.USUAL, machine.random()),
            new RepeatedWarnings(log, machine.clock())));
  }

  /** Runs until its standard input ends. */
  public static void main(String[] arguments) throws Exception {
    PinnedClient client = new PinnedClient(Path.of(arguments[0]));
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var listening =
        SocksListener.bind(client.requests(), any, Duration.ofMinutes(2)).sync().channel();
    System.out.println("socks " + ((InetSocketAddress) listening.localAddress()).getPort());
    try (BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        long started = System.nanoTime();
        String answer;
        try {
          client.run(line.split(" ", -1));
          answer = "done ";
        } catch (Exception e) {
          answer = "failed: " + e + " ";
        }
        System.out.println(answer + (System.nanoTime() - started));
      }
    }
    System.exit(0);
  }

  private List<Node> path(String names) {
    List<Node> path = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      Node node = nodes.get(name);
      if (node == null) {
        throw new IllegalArgumentException("no relay " + name);
      }
      path.add(node);
    }
    return path;
  }

  /** The legs of a conflux set, with a plus between them; or one path. */
  private List<List<Node>> legs(String names) {
    return Arrays.stream(names.split("[+]", -1)).map(this::path).toList();
  }

  private void run(String[] words) throws Exception {
    int count = words.length > 1 ? Integer.parseInt(words[1]) : 0;
    switch (words[0]) {
      case "circuits" -> held.addAll(many(count, () -> build(words)));
      case "fast" -> held.addAll(many(count, () -> circuits.buildFast(path(words[2]).get(0))));
      case "links" -> links.addAll(many(count, () -> link(path(words[2]).get(0))));
      case "carried" -> held.addAll(many(count, () -> carried(path(words[2]).get(0))));
      case "streams" -> streams.addAll(many(count, () -> stream(words[2], words[3])));
      case "check" -> loop.submit(this::check).sync();
      case "drop" -> drop();
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private Future<OriginCircuit> build(String[] words) {
    Agreement agreement = words.length > 3 ? Agreement.of(words[3]) : Agreement.NTOR;
    return circuits.build(path(words[2]), agreement);
  }

  /** A link of its own, whichever others there are. */
  private Future<TorChannel> link(Node node) {
    return new ChannelRegistry(loop, () -> loop, party).channelTo(node.target(), phase -> {});
  }

  /** A circuit of one hop on a link of its own, which does not idle out for that. */
  private Future<OriginCircuit> carried(Node node) {
    ChannelRegistry own = new ChannelRegistry(loop, () -> loop, party);
    return new PinnedCircuits(loop, own, machine).buildFast(node);
  }

  /** All streams go over one circuit. */
  private Future<TorStream> stream(String path, String port) {
    return new PinnedConnector(circuits, this::legs)
        .connect(new Target("127.0.0.1", Integer.parseInt(port)), Isolation.byLogin(path, "one"));
  }

  /** Whether all that was opened is open still. */
  private void check() {
    long lost =
        links.stream().filter(link -> !link.isOpen()).count()
            + held.stream().filter(circuit -> !circuit.isOpen()).count()
            + streams.stream().filter(stream -> !stream.isOpen()).count();
    if (lost > 0) {
      throw new IllegalStateException(lost + " have closed");
    }
  }

  /** Does {@code task} so many times on the loop, some at once; waits for all. */
  private <T> List<T> many(int count, Supplier<Future<T>> task) throws Exception {
    Semaphore free = new Semaphore(AT_ONCE);
    List<CompletableFuture<T>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      free.acquire();
      CompletableFuture<T> one = new CompletableFuture<>();
      all.add(one);
      loop.execute(
          () ->
              task.get()
                  .addListener(
                      (Future<T> done) -> {
                        if (done.isSuccess()) {
                          one.complete(done.getNow());
                        } else {
                          one.completeExceptionally(done.cause());
                        }
                        free.release();
                      }));
    }
    List<T> results = new ArrayList<>();
    for (CompletableFuture<T> one : all) {
      results.add(one.get());
    }
    return results;
  }

  private void drop() throws Exception {
    loop.submit(
            () -> {
              streams.forEach(Unwatched::close);
              held.forEach(OriginCircuit::destroy);
              links.forEach(TorChannel::close);
              circuits.drop();
              streams.clear();
              held.clear();
              links.clear();
            })
        .sync();
  }
}
