package org.tropea.protocol.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Sendme;

@ExtendWith({NoLeaks.class, QuietPipelines.class})
class SpliceTest {
  private static final int MAX_LINGERING = 1_000_000;

  private final Program program = new Program();
  private final FakeCarrier circuit = new FakeCarrier(program);
  private final TorStream stream = circuit.open();
  private final Lingering lingering = new Lingering(MAX_LINGERING);

  /** A program's socket, which may be slow. */
  private static final class Program extends EmbeddedChannel {
    boolean slow;
    private final SocketConfig config = new SocketConfig(this);

    @Override
    public ChannelConfig config() {
      // Null while the superclass is being made.
      return config == null ? super.config() : config;
    }

    boolean wasReset() {
      return !isOpen() && config.linger == 0;
    }

    /** Takes one buffer, however slow it is. */
    void takeOne() {
      ChannelOutboundBuffer out = unsafe().outboundBuffer();
      out.addFlush();
      outboundMessages().add(((ByteBuf) out.current()).retain());
      out.remove();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws Exception {
      if (!slow) {
        super.doWrite(out);
      }
    }
  }

  /** The options of a socket that an embedded channel has not. */
  private static final class SocketConfig extends DefaultChannelConfig {
    int linger = -1;
    private boolean halfClosure;

    SocketConfig(Channel channel) {
      super(channel);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
      if (option.equals(ChannelOption.SO_LINGER)) {
        linger = (Integer) value;
        return true;
      }
      if (option.equals(ChannelOption.ALLOW_HALF_CLOSURE)) {
        halfClosure = (Boolean) value;
        return true;
      }
      return super.setOption(option, value);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T getOption(ChannelOption<T> option) {
      return option.equals(ChannelOption.ALLOW_HALF_CLOSURE)
          ? (T) (Object) halfClosure
          : super.getOption(option);
    }
  }

  @AfterEach
  void close() {
    Unwatched.close(stream);
    program.finishAndReleaseAll();
  }

  @Test
  void join_carriesBytesBothWays() {
    Splice.join(program, stream, lingering);
    program.writeInbound(Unpooled.wrappedBuffer(new byte[] {1, 2, 3}));
    assertThat(circuit.data()).containsExactly(1, 2, 3);
    circuit.receive(stream, new Data(new byte[] {9, 4, 5, 9}, 1, 2));
    assertThat(outbound()).isEqualTo(Unpooled.wrappedBuffer(new byte[] {4, 5}));
  }

  @Test
  void slowProgram_stopsTheStream_andItsMemoryStaysBounded() {
    Splice.join(program, stream, lingering);
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
    Splice.join(program, stream, lingering);
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
    Splice.join(program, stream, lingering);
    circuit.room = 2;
    program.writeInbound(Unpooled.wrappedBuffer(new byte[5 * 498]));
    Unwatched.close(program);
    program.runPendingTasks();
    assertThat(circuit.ends()).isEmpty();
    circuit.room = 100;
    stream.resume();
    assertThat(circuit.dataCells()).isEqualTo(5);
    assertThat(circuit.ends()).hasSize(1);
  }

  @Test
  void streamEnds_theProgramGetsAll_thenIsClosed() {
    Splice.join(program, stream, lingering);
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

  /** The pauses after which data was lost once, and more. */
  @ParameterizedTest
  @ValueSource(ints = {14, 60, 200, 300})
  void streamEnds_andTheProgramPauses_itGetsAll(int seconds) {
    Splice.join(program, stream, lingering);
    program.slow = true;
    circuit.receiveData(stream, 500);
    circuit.receive(stream, End.of(EndReason.DONE));
    assertThat(stream.isOpen()).as("nothing waits on the circuit").isFalse();
    pass(seconds);
    assertThat(program.isOpen()).isTrue();
    program.slow = false;
    program.flush();
    circuit.run();
    assertThat(outbound().readableBytes()).isEqualTo(500 * 498);
    assertThat(program.isOpen()).isFalse();
    assertThat(program.wasReset()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 60, 200, 300})
  void circuitDies_andTheProgramPauses_itGetsAll(int seconds) {
    Splice.join(program, stream, lingering);
    program.slow = true;
    circuit.receiveData(stream, 500);
    stream.endedBy(EndReason.DESTROY);
    Unwatched.close(stream);
    pass(seconds);
    program.slow = false;
    program.flush();
    circuit.run();
    assertThat(outbound().readableBytes()).isEqualTo(500 * 498);
    assertThat(program.wasReset()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 60, 200, 300})
  void programEnds_andTheStreamPauses_itSendsAll(int seconds) {
    Splice.join(program, stream, lingering);
    circuit.room = 2;
    program.writeInbound(Unpooled.wrappedBuffer(new byte[5 * 498]));
    Unwatched.close(program);
    program.runPendingTasks();
    pass(seconds);
    assertThat(circuit.ends()).isEmpty();
    circuit.room = 100;
    stream.resume();
    assertThat(circuit.dataCells()).isEqualTo(5);
    assertThat(circuit.ends()).hasSize(1);
  }

  @Test
  void streamEnds_andTheProgramTakesNothing_itIsResetAfterFiveMinutes() {
    Splice.join(program, stream, lingering);
    program.slow = true;
    circuit.receiveData(stream, 10);
    circuit.receive(stream, End.of(EndReason.DONE));
    pass(8 * Lingering.SWEEP_SECONDS);
    assertThat(program.isOpen()).isFalse();
    assertThat(program.wasReset()).isTrue();
  }

  @Test
  void streamEnds_andTheProgramTakesALittleNowAndThen_itIsNotGivenUp() {
    Splice.join(program, stream, lingering);
    program.slow = true;
    circuit.receiveData(stream, 500);
    circuit.receive(stream, End.of(EndReason.DONE));
    for (int i = 0; i < 3; i++) {
      pass(300);
      assertThat(program.isOpen()).isTrue();
      program.takeOne();
    }
    assertThat(outbound().readableBytes()).isPositive();
    pass(8 * Lingering.SWEEP_SECONDS);
    assertThat(program.wasReset()).isTrue();
  }

  @Test
  void lingeringSockets_holdNoMoreThanTheyMay_andTheOneThatWaitedLongestGoes() {
    List<Program> slow = new ArrayList<>();
    List<ChannelFuture> writes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Program each = new Program();
      each.slow = true;
      writes.add(each.write(Unpooled.wrappedBuffer(new byte[240_000])));
      lingering.closeWhenDone(each);
      slow.add(each);
      if (i == 0) {
        each.advanceTimeBy(2 * Lingering.SWEEP_SECONDS, TimeUnit.SECONDS);
        each.runScheduledPendingTasks();
      }
    }
    assertThat(slow).map(Program::isOpen).containsExactly(false, true, true, true, true);
    assertThat(slow.get(0).wasReset()).isTrue();
    assertThat(writes).map(ChannelFuture::isDone).containsExactly(true, false, false, false, false);
    slow.forEach(Program::finishAndReleaseAll);
  }

  @Test
  void programSaysNoMore_theStreamEnds_andTheProgramGetsWhatWasAccepted() {
    Splice.join(program, stream, lingering);
    program.slow = true;
    circuit.receiveData(stream, 50);
    assertThat(program.config().getOption(ChannelOption.ALLOW_HALF_CLOSURE)).isTrue();
    program.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    program.runPendingTasks();
    assertThat(circuit.ends()).hasSize(1);
    assertThat(program.isOpen()).isTrue();
    program.slow = false;
    program.flush();
    circuit.run();
    assertThat(outbound().readableBytes()).isEqualTo(50 * 498);
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void programResets_theStreamEnds() {
    Splice.join(program, stream, lingering);
    program.pipeline().fireExceptionCaught(new IOException("Connection reset"));
    program.runPendingTasks();
    assertThat(program.isOpen()).isFalse();
    assertThat(circuit.ends()).hasSize(1);
  }

  @Test
  void circuitDies_theProgramIsClosed() {
    Splice.join(program, stream, lingering);
    stream.endedBy(EndReason.DESTROY);
    circuit.run();
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void join_whenOneSideIsGone_closesTheOther() {
    stream.endedBy(EndReason.DONE);
    circuit.run();
    Splice.join(program, stream, lingering);
    program.runPendingTasks();
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void join_whenTheProgramIsGone_closesTheStream() {
    Unwatched.close(program);
    program.runPendingTasks();
    Splice.join(program, stream, lingering);
    circuit.run();
    assertThat(circuit.ends()).hasSize(1);
  }

  @Test
  void bytesAfterTheEnd_areDropped() {
    Splice.join(program, stream, lingering);
    Unwatched.close(stream);
    circuit.run();
    if (program.isOpen()) {
      program.writeInbound(Unpooled.wrappedBuffer(new byte[100]));
    }
    assertThat(circuit.dataCells()).isZero();
  }

  private void pass(int seconds) {
    for (int second = 0; second < seconds; second++) {
      program.advanceTimeBy(1, TimeUnit.SECONDS);
      program.runScheduledPendingTasks();
    }
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
