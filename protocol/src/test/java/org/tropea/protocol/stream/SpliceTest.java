package org.tropea.protocol.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Sendme;

@ExtendWith(NoLeaks.class)
class SpliceTest {
  private final Program program = new Program();
  private final FakeCarrier circuit = new FakeCarrier(program);
  private final TorStream stream = circuit.open();

  /** A program's socket, which may be slow. */
  private static final class Program extends EmbeddedChannel {
    boolean slow;

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws Exception {
      if (!slow) {
        super.doWrite(out);
      }
    }
  }

  @AfterEach
  void close() {
    stream.close();
    program.finishAndReleaseAll();
  }

  @Test
  void join_carriesBytesBothWays() {
    Splice.join(program, stream);
    program.writeInbound(Unpooled.wrappedBuffer(new byte[] {1, 2, 3}));
    assertThat(circuit.data()).containsExactly(1, 2, 3);
    circuit.receive(stream, new Data(new byte[] {9, 4, 5, 9}, 1, 2));
    assertThat(outbound()).isEqualTo(Unpooled.wrappedBuffer(new byte[] {4, 5}));
  }

  @Test
  void slowProgram_stopsTheStream_andItsMemoryStaysBounded() {
    Splice.join(program, stream);
    program.slow = true;
    circuit.receiveData(stream, 500);
    assertThat(program.isWritable()).isFalse();
    assertThat(stream.config().isAutoRead()).isFalse();
    // What the program was given before it was full is acknowledged, and nothing else.
    long early = circuit.sendmes();
    assertThat(early).isLessThanOrEqualTo(4);
    program.slow = false;
    program.flush();
    circuit.run();
    assertThat(stream.config().isAutoRead()).isTrue();
    assertThat(circuit.sendmes()).isEqualTo(10);
    assertThat(outbound().readableBytes()).isEqualTo(500 * 498);
  }

  @Test
  void slowStream_stopsTheProgram_andGoesOnWithSendmes() {
    Splice.join(program, stream);
    byte[] upload = new byte[1_000_000];
    new Random(1).nextBytes(upload);
    int at = 0;
    int mostPending = 0;
    while (circuit.dataBytes < upload.length) {
      while (program.config().isAutoRead() && at < upload.length) {
        program.writeInbound(
            Unpooled.wrappedBuffer(upload, at, Math.min(8000, upload.length - at)));
        at += 8000;
        program.runPendingTasks();
        mostPending = Math.max(mostPending, at - circuit.dataBytes);
      }
      if (circuit.dataBytes < upload.length) {
        circuit.receive(stream, Sendme.ofStream());
      }
    }
    assertThat(mostPending).as("bytes waiting").isLessThan(100_000);
    assertThat(circuit.data()).isEqualTo(upload);
  }

  @Test
  void programCloses_theStreamSendsAllItGot_thenEnd() {
    Splice.join(program, stream);
    circuit.room = 2;
    program.writeInbound(Unpooled.wrappedBuffer(new byte[5 * 498]));
    program.close();
    program.runPendingTasks();
    assertThat(circuit.ends()).isEmpty();
    circuit.room = 100;
    stream.resume();
    assertThat(circuit.dataCells()).isEqualTo(5);
    assertThat(circuit.ends()).hasSize(1);
  }

  @Test
  void streamEnds_theProgramGetsAll_thenIsClosed() {
    Splice.join(program, stream);
    program.slow = true;
    circuit.receiveData(stream, 300);
    circuit.receive(stream, End.of(EndReason.DONE));
    assertThat(program.isOpen()).isTrue();
    program.slow = false;
    program.flush();
    circuit.run();
    assertThat(program.isOpen()).isFalse();
    assertThat(outbound().readableBytes()).isEqualTo(300 * 498);
    assertThat(circuit.sent).as("no END after an END").doesNotHaveAnyElementsOfTypes(End.class);
  }

  @Test
  void streamEnds_andTheProgramTakesNothingMore_itIsClosedAfterTenSeconds() {
    Splice.join(program, stream);
    program.slow = true;
    circuit.receiveData(stream, 10);
    circuit.receive(stream, End.of(EndReason.DONE));
    program.advanceTimeBy(9, TimeUnit.SECONDS);
    program.runScheduledPendingTasks();
    assertThat(program.isOpen()).isTrue();
    program.advanceTimeBy(2, TimeUnit.SECONDS);
    program.runScheduledPendingTasks();
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void programResets_theStreamEnds() {
    Splice.join(program, stream);
    program.pipeline().fireExceptionCaught(new IOException("Connection reset"));
    program.runPendingTasks();
    assertThat(program.isOpen()).isFalse();
    assertThat(circuit.ends()).hasSize(1);
  }

  @Test
  void circuitDies_theProgramIsClosed() {
    Splice.join(program, stream);
    stream.endedBy(EndReason.DESTROY);
    circuit.run();
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void join_whenOneSideIsGone_closesTheOther() {
    stream.endedBy(EndReason.DONE);
    circuit.run();
    Splice.join(program, stream);
    program.runPendingTasks();
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void join_whenTheProgramIsGone_closesTheStream() {
    program.close();
    program.runPendingTasks();
    Splice.join(program, stream);
    circuit.run();
    assertThat(circuit.ends()).hasSize(1);
  }

  @Test
  void bytesAfterTheEnd_areDropped() {
    Splice.join(program, stream);
    stream.close();
    circuit.run();
    if (program.isOpen()) {
      program.writeInbound(Unpooled.wrappedBuffer(new byte[100]));
    }
    assertThat(circuit.dataCells()).isZero();
  }

  private ByteBuf outbound() {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf each = program.readOutbound(); each != null; each = program.readOutbound()) {
      all.writeBytes(each);
      each.release();
    }
    return all;
  }
}
