package org.tropea.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.network.NetworkFlow;
import org.tropea.directory.network.Parameters;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.LinkParty;
import org.tropea.protocol.channel.LinkWatch;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.circuit.CircuitStart;
import org.tropea.protocol.circuit.HopHandshake;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.loop.OnLoop;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.HopRequest;
import org.tropea.protocol.stream.TorStream;

/** Three relays of ours carry a page to a client of ours. */
class RelayPathTest {
  private static final int TIMEOUT_SECONDS = 20;
  private static final int SIZE = 5_000_000;
  private static final FlowRules RULES = NetworkFlow.atOrigin(Parameters.NONE);
  private final SecureRandom random = new SecureRandom();
  private final Curve25519 curve = Curve25519.fastest();

  private static final HopRequest CONTROLLED = new HopRequest(true, false);
  private static final @Nullable HopRequest NTOR = null;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void page_throughThreeRelays_arrivesWhole(int loops) throws Exception {
    fetchWhole(loops, Arrays.asList(NTOR, NTOR, NTOR));
  }

  /** What the hops are asked for: CGO, congestion control alone, ntor v3 alone, ntor. */
  static Stream<List<@Nullable HopRequest>> asked() {
    return Stream.of(
        Arrays.asList(HopRequest.ALL, HopRequest.ALL, HopRequest.ALL),
        Arrays.asList(CONTROLLED, CONTROLLED, CONTROLLED),
        Arrays.asList(HopRequest.NOTHING, HopRequest.NOTHING, HopRequest.NOTHING),
        Arrays.asList(HopRequest.ALL, NTOR, CONTROLLED),
        Arrays.asList(NTOR, CONTROLLED, HopRequest.ALL),
        Arrays.asList(CONTROLLED, HopRequest.ALL, NTOR));
  }

  @ParameterizedTest
  @MethodSource("asked")
  void page_byWhateverTheHopsAgreeOn_arrivesWhole(List<@Nullable HopRequest> asked)
      throws Exception {
    fetchWhole(1, asked);
  }

  /** Row C14: streams at once, each by another hop; the first refuses what leaves by it alone. */
  @ParameterizedTest
  @MethodSource("asked")
  void pages_byTheMiddleAndTheExitAtOnce_arriveWhole(List<@Nullable HopRequest> asked)
      throws Exception {
    fetchWhole(1, asked, List.of(1, 2));
  }

  private void fetchWhole(int loops, List<@Nullable HopRequest> asked) throws Exception {
    fetchWhole(loops, asked, List.of(2));
  }

  private void fetchWhole(int loops, List<@Nullable HopRequest> asked, List<Integer> by)
      throws Exception {
    byte[] page = new byte[SIZE];
    random.nextBytes(page);
    HttpServer server = serve(page);
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (TestRelay guard = new TestRelay(loops, random);
        TestRelay middle = new TestRelay(loops, random);
        TestRelay exit = new TestRelay(loops, random)) {
      EventLoop loop = group.next();
      OriginCircuit circuit = circuit(loop, List.of(guard, middle, exit), asked);
      List<CompletableFuture<byte[]>> replies = new ArrayList<>();
      for (int hop : by) {
        replies.add(fetch(loop, circuit, hop, server.getAddress()));
      }
      for (CompletableFuture<byte[]> each : replies) {
        byte[] reply = each.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        byte[] body = Arrays.copyOfRange(reply, reply.length - SIZE, reply.length);
        assertThat(Arrays.equals(body, page)).isTrue();
      }
    } finally {
      server.stop(0);
      group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  @Test
  void circuit_whoseNextRelayDies_isDestroyed() throws Exception {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (TestRelay guard = new TestRelay(1, random)) {
      EventLoop loop = group.next();
      OriginCircuit circuit;
      try (TestRelay middle = new TestRelay(1, random)) {
        circuit = circuit(loop, List.of(guard, middle), Arrays.asList(NTOR, NTOR));
      }
      assertThat(circuit.closed().await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private OriginCircuit circuit(
      EventLoop loop, List<TestRelay> path, List<@Nullable HopRequest> asked) throws Exception {
    ChannelRegistry registry =
        new ChannelRegistry(loop, () -> loop, LinkParty.client(Machine.best(), LinkWatch.silent()));
    var channel = on(loop, () -> registry.channelTo(path.get(0).target, phase -> {}));
    OriginCircuit circuit =
        on(
            loop,
            () ->
                OriginCircuit.create2(
                    channel,
                    handshake(path.get(0), asked.get(0)),
                    new CircuitStart(CircuitStart.silent(random).tally(), () -> RULES, random)));
    for (int i = 1; i < path.size(); i++) {
      TestRelay relay = path.get(i);
      HopHandshake handshake = handshake(relay, asked.get(i));
      on(loop, () -> circuit.extend(relay.target, handshake));
    }
    return circuit;
  }

  private HopHandshake handshake(TestRelay relay, @Nullable HopRequest asked) {
    return HopHandshake.with(curve, relay.target, relay.onionKey.publicKey(), asked, random);
  }

  private static <T> T on(EventLoop loop, Callable<Future<T>> start) throws Exception {
    return OnLoop.ask(loop, start).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private static CompletableFuture<byte[]> fetch(
      EventLoop loop, OriginCircuit circuit, int hop, InetSocketAddress server) throws Exception {
    Begin begin = new Begin("127.0.0.1", server.getPort(), 0);
    TorStream stream = on(loop, () -> circuit.streams(hop).open(begin).connected());
    CompletableFuture<byte[]> whole = new CompletableFuture<>();
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    loop.execute(
        () -> {
          stream
              .pipeline()
              .addLast(
                  new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                      ByteBuf data = (ByteBuf) message;
                      byte[] bytes = new byte[data.readableBytes()];
                      data.readBytes(bytes);
                      data.release();
                      received.writeBytes(bytes);
                    }

                    @Override
                    public void channelInactive(ChannelHandlerContext context) {
                      whole.complete(received.toByteArray());
                    }
                  });
          Unwatched.writeAndFlush(
              stream,
              Unpooled.copiedBuffer("GET /page HTTP/1.0\r\n\r\n", StandardCharsets.US_ASCII));
          stream.config().setAutoRead(true);
        });
    return whole;
  }

  private static HttpServer serve(byte[] page) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/page",
        exchange -> {
          exchange.sendResponseHeaders(200, page.length);
          try (var out = exchange.getResponseBody()) {
            out.write(page);
          }
        });
    server.start();
    return server;
  }
}
