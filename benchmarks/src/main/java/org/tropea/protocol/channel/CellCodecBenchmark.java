package org.tropea.protocol.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.loop.Unwatched;

/** Bytes to relay cells and back, 31 at once as they fill a TLS record; figures are per cell. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CellCodecBenchmark {
  private static final int CELLS = 31;
  private static final int CELL_LENGTH = 4 + 1 + CellCommand.BODY_LENGTH;

  private final HandshakeTranscript ended = new HandshakeTranscript();
  private EmbeddedChannel decoder = new EmbeddedChannel();
  private EmbeddedChannel encoder = new EmbeddedChannel();
  private final ByteBuf bytes = Unpooled.directBuffer(CELLS * CELL_LENGTH);

  /** A link behind its handshake. */
  @Setup
  public void open() {
    ended.finish();
    decoder =
        new EmbeddedChannel(new CellDecoder(ended, new CellDeadline(LinkLimits.STANDARD.cell())));
    encoder = new EmbeddedChannel(new CellEncoder(ended));
    // An empty VERSIONS cell, from which on circuit ids have four bytes.
    decoder.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 0, CellCommand.VERSIONS, 0, 0}));
    decoder.readInbound();
    for (int i = 0; i < CELLS; i++) {
      bytes.writeInt(7).writeByte(CellCommand.RELAY).writeZero(CellCommand.BODY_LENGTH);
    }
  }

  /** Bytes to cells. */
  @Benchmark
  @OperationsPerInvocation(CELLS)
  public void decode(Blackhole hole) {
    decoder.writeInbound(bytes.retainedDuplicate());
    for (Object cell = decoder.readInbound(); cell != null; cell = decoder.readInbound()) {
      hole.consume(cell);
    }
  }

  /** How many cells one round decodes. */
  public int cells() {
    decoder.writeInbound(bytes.retainedDuplicate());
    int count = 0;
    for (Object cell = decoder.readInbound(); cell != null; cell = decoder.readInbound()) {
      count++;
    }
    return count;
  }

  /** Cells to bytes. */
  @Benchmark
  @OperationsPerInvocation(CELLS)
  public void encode() {
    for (int i = 0; i < CELLS; i++) {
      Unwatched.write(encoder, new Relay(7, false, new byte[CellCommand.BODY_LENGTH]));
    }
    encoder.flush();
    for (ByteBuf out = encoder.readOutbound(); out != null; out = encoder.readOutbound()) {
      out.release();
    }
  }
}
