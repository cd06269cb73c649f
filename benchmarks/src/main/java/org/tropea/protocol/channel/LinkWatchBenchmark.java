package org.tropea.protocol.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.tropea.protocol.cell.CellCommand;

/**
 * What it costs to observe links: 31 relay cells of one read through a channel to nobody's circuit,
 * without the handler that counts, with it and nobody listening, and with a listener. Figures are
 * per cell.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LinkWatchBenchmark {
  private static final int CELLS = 31;
  private static final int CELL_LENGTH = 4 + 1 + CellCommand.BODY_LENGTH;

  /** Who counts and listens. */
  @Param({"uncounted", "silent", "observed"})
  public String watch = "silent";

  private final ByteBuf bytes = Unpooled.directBuffer(CELLS * CELL_LENGTH);
  private EmbeddedChannel socket = new EmbeddedChannel();
  private LinkTally tally = new LinkTally(LinkWatch.silent());

  /** An open link. */
  @Setup
  public void open() {
    LinkWatch links = watch.equals("observed") ? new LinkWatch(new Listener()) : LinkWatch.silent();
    LinkParty party = LinkParty.client(Machine.best(), links);
    tally = new LinkTally(links);
    HandshakeTranscript ended = new HandshakeTranscript();
    ended.forget();
    ChannelHandler[] handlers = {
      new CellDecoder(ended, new CellDeadline(LinkLimits.STANDARD.cell())), new CellEncoder(ended)
    };
    socket =
        watch.equals("uncounted")
            ? new EmbeddedChannel(handlers)
            : new EmbeddedChannel(tally, handlers[0], handlers[1]);
    LinkFacts facts =
        new LinkFacts(
            links.nextNumber(),
            true,
            null,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    links.opened(facts);
    socket
        .pipeline()
        .addLast(new TorChannel.Handler(new TorChannel(socket, facts, false, 5, tally, party)));
    socket.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 0, CellCommand.VERSIONS, 0, 0}));
    for (int i = 0; i < CELLS; i++) {
      bytes.writeInt(7).writeByte(CellCommand.RELAY).writeZero(CellCommand.BODY_LENGTH);
    }
  }

  /** One read. */
  @Benchmark
  @OperationsPerInvocation(CELLS)
  public void read() {
    socket.writeInbound(bytes.retainedDuplicate());
  }

  /** How many cells the channel has been handed, but for the VERSIONS of the start. */
  public long cells() {
    return tally.carried().cellsIn() - 1;
  }

  /** Gives the buffers back. */
  @TearDown
  public void close() {
    socket.finishAndReleaseAll();
    bytes.release();
  }

  private static final class Listener implements LinkObserver {
    private long closed;

    @Override
    public void closed(LinkFacts link, LinkEnd end, LinkTraffic carried) {
      closed += carried.cellsIn();
    }

    @Override
    public String toString() {
      return "of " + closed + " cells";
    }
  }
}
