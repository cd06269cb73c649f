package org.tropea.protocol.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.flow.CircuitFlow;
import org.tropea.protocol.flow.CongestionParameters;
import org.tropea.protocol.flow.FakeSignals;
import org.tropea.protocol.flow.RateParameters;
import org.tropea.protocol.flow.SendmeVersions;
import org.tropea.protocol.flow.UsualRates;
import org.tropea.protocol.flow.UsualVegas;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.Xoff;
import org.tropea.protocol.message.Xon;

/** Rows F06, F07 and X13: streams of circuits with congestion control, and such as do not wait. */
class TorStreamRateTest extends OverFakeCarrier {
  private final FakeSignals signals = new FakeSignals();

  @BeforeEach
  void rate() {
    rate(UsualRates.EXIT);
  }

  private void rate(RateParameters rates) {
    circuit.flow =
        () ->
            CircuitFlow.congestionControl(
                    new CongestionParameters(31, UsualVegas.EXIT, rates),
                    () -> SendmeVersions.USUAL)
                .newStream(signals);
  }

  private void pass(int millis) {
    signals.passMicros(millis * 1000L);
    loop.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    loop.runScheduledPendingTasks();
    circuit.run();
  }

  @Test
  void write_isNotBoundByAWindow() {
    TorStream stream = circuit.open();
    assertThat(stream.writeAndFlush(bytes(5000 * 498)).isSuccess()).isTrue();
    assertThat(circuit.dataCells()).isEqualTo(5000);
    Unwatched.close(stream);
  }

  @Test
  void xoff_stopsTheWriter_andXonLetsItGoOn() {
    TorStream stream = circuit.open();
    circuit.receive(stream, new Xoff());
    ChannelFuture future = stream.writeAndFlush(bytes(200 * 498));
    assertThat(circuit.dataCells()).isZero();
    assertThat(stream.isWritable()).as("whoever reads for it stops reading").isFalse();
    pass(10_000);
    assertThat(circuit.dataCells()).isZero();
    circuit.receive(stream, new Xon(0));
    assertThat(future.isSuccess()).isTrue();
    assertThat(stream.isWritable()).isTrue();
    Unwatched.close(stream);
  }

  @Test
  void xon_withARate_paysItOutInTime() {
    TorStream stream = circuit.open();
    circuit.receive(stream, new Xon(100));
    byte[] written = randomBytes(500_000);
    ChannelFuture future = stream.writeAndFlush(Unpooled.wrappedBuffer(written));
    assertThat(circuit.dataBytes).as("what a second allows").isBetween(100_000, 100_498);
    pass(100);
    pass(100);
    assertThat(circuit.dataBytes).isBetween(119_000, 121_000);
    for (int i = 0; i < 50; i++) {
      pass(100);
    }
    assertThat(future.isSuccess()).isTrue();
    assertThat(circuit.data()).isEqualTo(written);
    Unwatched.close(stream);
  }

  @Test
  void slowReader_isSaid_byXoff_andThenXon() {
    TorStream stream = circuit.open();
    circuit.receiveData(stream, 500);
    signals.passMicros(5000);
    circuit.receiveData(stream, 1);
    assertThat(circuit.sent).as("for 5 ms it may only not have had its turn").isEmpty();
    signals.passMicros(1);
    circuit.receiveData(stream, 1);
    assertThat(circuit.sent).containsExactly(new Xoff());
    assertThat(circuit.flushed).as("nothing is read, and so it must not wait").isOne();
    Reader reader = read(stream);
    stream.config().setAutoRead(true);
    circuit.run();
    assertThat(reader.bytes.readableBytes()).isEqualTo(502 * 498);
    assertThat(circuit.sent).hasSize(2).last().isInstanceOf(Xon.class);
    assertThat(circuit.sendmes()).isZero();
    Unwatched.close(stream);
  }

  @Test
  void marks_areViolations() {
    rate(UsualRates.ORIGIN);
    TorStream stream = circuit.open();
    assertThatThrownBy(() -> stream.receive(new Xoff())).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> stream.receive(new Xon(1))).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> stream.receive(Sendme.ofStream())).isInstanceOf(DecodeException.class);
    Unwatched.close(stream);
  }

  // Streams that do not wait to be connected.

  private TorStream eager() {
    TorStream stream = TorStream.eager(circuit, FakeCarrier.STREAM);
    stream.register();
    circuit.run();
    return stream;
  }

  @Test
  void eager_sendsBeforeItIsConnected_andIsConnectedOnce() {
    TorStream stream = eager();
    assertThat(stream.isActive()).isTrue();
    assertThat(stream.connected().isDone()).isFalse();
    Reader reader = read(stream);
    assertThat(stream.writeAndFlush(bytes(1000)).isSuccess()).isTrue();
    assertThat(circuit.dataCells()).isEqualTo(3);
    circuit.receive(stream, new Connected(null, 0));
    assertThat(stream.connected().isSuccess()).isTrue();
    assertThat(reader.events).as("it was active").isEmpty();
    assertThatThrownBy(() -> stream.receive(new Connected(null, 0)))
        .isInstanceOf(DecodeException.class);
    Unwatched.close(stream);
  }

  @Test
  void eager_takesNoData_beforeItIsConnected() {
    TorStream stream = eager();
    assertThatThrownBy(() -> circuit.receiveData(stream, 1))
        .hasCauseInstanceOf(DecodeException.class);
    Unwatched.close(stream);
  }

  @Test
  void eager_thatIsRefused_saysSo() {
    TorStream stream = eager();
    Reader reader = read(stream);
    Unwatched.writeAndFlush(stream, bytes(10));
    circuit.receive(stream, End.of(EndReason.RESOURCE_LIMIT));
    assertThat(stream.connected().isSuccess()).isFalse();
    assertThat(stream.isOpen()).isFalse();
    assertThat(reader.events).containsExactly("inactive after 0");
    assertThat(circuit.ends()).isEmpty();
  }
}
