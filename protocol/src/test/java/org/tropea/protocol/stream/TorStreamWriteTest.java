package org.tropea.protocol.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Sendme;

/** What is written to a stream becomes cells while the windows are open. */
class TorStreamWriteTest extends OverFakeCarrier {
  @ParameterizedTest
  @ValueSource(ints = {1, 497, 498, 499, 996, 997, 5000, 100_000})
  void write_isCutIntoCells(int length) {
    TorStream stream = circuit.open();
    byte[] written = randomBytes(length);
    ChannelFuture future = stream.writeAndFlush(Unpooled.wrappedBuffer(written));
    assertThat(future.isSuccess()).isTrue();
    assertThat(circuit.data()).isEqualTo(written);
    assertThat(circuit.dataCells()).isEqualTo((length + 497) / 498);
    Unwatched.close(stream);
  }

  @Test
  void write_whenTheStreamsWindowIsShut_waitsAndGoesOn() {
    TorStream stream = circuit.open();
    Reader reader = read(stream);
    byte[] written = randomBytes(600 * 498);
    ChannelFuture future = stream.writeAndFlush(Unpooled.wrappedBuffer(written));
    assertThat(circuit.dataCells()).isEqualTo(500);
    assertThat(future.isDone()).isFalse();
    assertThat(stream.isWritable()).isFalse();
    circuit.receive(stream, Sendme.ofStream());
    assertThat(circuit.dataCells()).isEqualTo(550);
    circuit.receive(stream, Sendme.ofStream());
    assertThat(future.isSuccess()).isTrue();
    assertThat(stream.isWritable()).isTrue();
    assertThat(reader.writabilityChanges).isEqualTo(2);
    assertThat(circuit.data()).isEqualTo(written);
    Unwatched.close(stream);
  }

  @Test
  void write_whenTheCircuitIsFull_goesOnWhenItResumes() {
    TorStream stream = circuit.open();
    circuit.room = 3;
    byte[] written = randomBytes(10 * 498);
    ChannelFuture future = stream.writeAndFlush(Unpooled.wrappedBuffer(written));
    assertThat(circuit.dataCells()).isEqualTo(3);
    circuit.room = 2;
    stream.resume();
    assertThat(circuit.dataCells()).isEqualTo(5);
    assertThat(future.isDone()).isFalse();
    circuit.room = 100;
    stream.resume();
    assertThat(future.isSuccess()).isTrue();
    assertThat(circuit.data()).isEqualTo(written);
    Unwatched.close(stream);
  }

  @Test
  void write_whenAFlushMakesRoom_goesOn() {
    TorStream stream = circuit.open();
    circuit.room = 3;
    circuit.onFlush =
        () -> {
          circuit.room = 3;
          // The link says so at once, in the middle of the stream's own flush.
          stream.resume();
        };
    byte[] written = randomBytes(10 * 498);
    assertThat(stream.writeAndFlush(Unpooled.wrappedBuffer(written)).isSuccess()).isTrue();
    assertThat(circuit.data()).isEqualTo(written);
    circuit.onFlush = () -> {};
    Unwatched.close(stream);
  }

  @Test
  void writeThenClose_sendsAllBeforeEnd() {
    TorStream stream = circuit.open();
    byte[] written = randomBytes(700 * 498);
    stream.writeAndFlush(Unpooled.wrappedBuffer(written)).addListener(ChannelFutureListener.CLOSE);
    while (circuit.ends().isEmpty()) {
      circuit.receive(stream, Sendme.ofStream());
    }
    assertThat(circuit.data()).isEqualTo(written);
    assertThat(circuit.sent.get(circuit.sent.size() - 1)).isInstanceOf(End.class);
  }

  @Test
  void emptyWrite_needsNoWindow() {
    TorStream stream = circuit.open();
    Unwatched.writeAndFlush(stream, bytes(500 * 498));
    assertThat(circuit.dataCells()).isEqualTo(500);
    stream.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    assertThat(circuit.ends()).hasSize(1);
  }

  @Test
  void close_withUnsentData_failsItsWrites() {
    TorStream stream = circuit.open();
    circuit.room = 1;
    ChannelFuture future = stream.writeAndFlush(bytes(1000));
    Unwatched.close(stream);
    assertThat(future.isDone()).isTrue();
    assertThat(future.isSuccess()).isFalse();
  }

  @Test
  void end_beforeItIsConnected_withDataThatWaits_warnsNobody() {
    TorStream refused = circuit.begin();
    refused.say(bytes(100));
    circuit.receive(refused, End.of(EndReason.EXIT_POLICY));
    TorStream left = circuit.begin();
    left.say(bytes(100));
    Unwatched.close(left);
    circuit.run();
    assertThat(refused.isOpen()).isFalse();
    assertThat(left.isOpen()).isFalse();
    assertThat(circuit.dataCells()).isZero();
  }

  @Test
  void end_whileDataWaits_warnsNobody_thoughNobodyListens() {
    TorStream stream = circuit.open();
    circuit.room = 0;
    Unwatched.writeAndFlush(stream, bytes(1000));
    stream.endedBy(EndReason.DESTROY);
    stream.onReadComplete();
    circuit.run();
    assertThat(stream.isOpen()).isFalse();
  }

  @Test
  void otherObjects_areNotWritten() {
    TorStream stream = circuit.open();
    assertThat(stream.writeAndFlush("text").cause())
        .isInstanceOf(UnsupportedOperationException.class);
    Unwatched.close(stream);
  }
}
