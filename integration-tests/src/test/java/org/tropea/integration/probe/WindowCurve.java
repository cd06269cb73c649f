package org.tropea.integration.probe;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.network.NetworkFlow;
import org.tropea.directory.network.Parameters;
import org.tropea.integration.CtorPrograms;
import org.tropea.integration.CtorRelay;
import org.tropea.integration.HopLog;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.LinkParty;
import org.tropea.protocol.channel.LinkWatch;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.circuit.CircuitStart;
import org.tropea.protocol.circuit.HopHandshake;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.HopRequest;
import org.tropea.protocol.stream.TorStream;

/**
 * Prints how the congestion windows of an exit of ours and of C tor's go (rows F04 and F05), each
 * before the same slow line and sending as much as it may to the same client. Run by hand, by
 * {@code benchmarks/run windows}: on a busy machine the line is another one each time, so no bound
 * would hold.
 */
public final class WindowCurve {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration DELAY = Duration.ofMillis(50);
  private static final int BYTES_PER_SECOND = 1_500_000;
  private static final int BYTES = 12_000_000;
  private static final int PAIRS = 3;

  /** C tor says it of each change once slow start is over. */
  private static final Pattern THEIRS =
      Pattern.compile("CC: TOR_VEGAS RTT: (\\d+), (\\d+), \\d+, CWND: (\\d+),.* SS: 0");

  private static final Pattern OURS =
      Pattern.compile("Window: (\\d+) us, (\\d+) us, (\\d+) cells, slow start false");

  private final Path folder;
  private final SecureRandom random = new SecureRandom();

  private WindowCurve(Path folder) {
    this.folder = folder;
  }

  /** Needs no arguments; takes a minute and a half. */
  public static void main(String[] arguments) throws Exception {
    System.out.println("| exit | slow start ends at, cells | then settles at, cells |");
    System.out.println("|---|---|---|");
    for (int pair = 0; pair < PAIRS; pair++) {
      new WindowCurve(Files.createTempDirectory("windows")).pair();
    }
    System.exit(0);
  }

  private void pair() throws Exception {
    try (LoopbackServers servers = new LoopbackServers();
        TropeaNode guard = new TropeaNode("guard", folder, 1);
        HopLog log = HopLog.ofWindows()) {
      try (TropeaNode exit = new TropeaNode("exit", folder, 1)) {
        load(guard.node(), exit.node(), servers.floodPort());
        print("ours", windows(log.take("Window").stream(), OURS));
      }
      Path data = Files.createDirectories(folder.resolve("ctor"));
      InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);
      try (CtorRelay exit =
          CtorRelay.start(CtorPrograms.newest(), data, nobody, "Log [circ]info stdout")) {
        ProbedNode node = ProbedNode.of(exit);
        ExitPair.awaitExit(node, new ProbeIdentity());
        load(guard.node(), node, servers.floodPort());
        print("C tor", windows(exit.lines().stream(), THEIRS));
      }
    }
  }

  private static void print(String exit, List<Long> windows) {
    long settled = windows.stream().sorted().toList().get(windows.size() / 2);
    System.out.println("| " + exit + " | " + windows.get(0) + " | " + settled + " |");
  }

  private static List<Long> windows(Stream<String> lines, Pattern pattern) {
    return lines
        .map(pattern::matcher)
        .filter(Matcher::find)
        .map(each -> Long.valueOf(each.group(3)))
        .toList();
  }

  /** Has the exit send, over a slow line to the relay before it. */
  private void load(ProbedNode guard, ProbedNode exit, int port) throws Exception {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (DelayedLink line = new DelayedLink(exit.address(), DELAY, BYTES_PER_SECOND)) {
      EventLoop loop = group.next();
      ChannelRegistry registry =
          new ChannelRegistry(
              loop, () -> loop, LinkParty.client(Machine.best(), LinkWatch.silent()));
      RelayTarget behind =
          new RelayTarget(exit.rsaIdentity(), exit.ed25519Identity(), List.of(line.address()));
      var channel = on(loop, () -> registry.channelTo(guard.target(), phase -> {}));
      CircuitStart start =
          new CircuitStart(
              CircuitStart.silent(random).tally(),
              () -> NetworkFlow.atOrigin(Parameters.NONE),
              random);
      OriginCircuit circuit =
          on(loop, () -> OriginCircuit.create2(channel, handshake(guard, guard.target()), start));
      on(loop, () -> circuit.extend(behind, handshake(exit, behind)));
      Begin begin = new Begin("127.0.0.1", port, 0);
      TorStream stream = on(loop, () -> circuit.streams().open(begin).connected());
      CompletableFuture<Void> enough = new CompletableFuture<>();
      loop.execute(() -> read(stream, enough));
      enough.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      loop.submit(() -> circuit.destroy()).sync();
    } finally {
      group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private HopHandshake handshake(ProbedNode node, RelayTarget target) {
    return HopHandshake.with(Curve25519.fastest(), target, node.onionKey(), HopRequest.ALL, random);
  }

  private static void read(TorStream stream, CompletableFuture<Void> enough) {
    stream
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              private int left = BYTES;

              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                ByteBuf data = (ByteBuf) message;
                left -= data.readableBytes();
                data.release();
                if (left <= 0) {
                  enough.complete(null);
                }
              }

              @Override
              public void channelInactive(ChannelHandlerContext context) {
                enough.completeExceptionally(new AssertionError("the stream ended"));
              }
            });
    stream.config().setAutoRead(true);
  }

  private static <T> T on(EventLoop loop, Callable<Future<T>> start) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            start
                .call()
                .addListener(
                    (Future<T> each) -> {
                      if (each.isSuccess()) {
                        done.complete(each.getNow());
                      } else {
                        done.completeExceptionally(each.cause());
                      }
                    });
          } catch (Exception e) {
            done.completeExceptionally(e);
          }
        });
    return done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
