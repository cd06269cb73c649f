package org.tropea.protocol.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.flow.StreamFlow;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.message.UnknownMessage;

/** Rows X02 and F01; cases message-14 and message-15. */
class TorStreamTest extends OverFakeCarrier {
  @Test
  void connected_makesItActive() {
    TorStream stream = circuit.begin();
    Reader reader = read(stream);
    assertThat(stream.isActive()).isFalse();
    assertThat(stream.isOpen()).isTrue();
    circuit.receive(stream, new Connected(null, 0));
    assertThat(stream.isActive()).isTrue();
    assertThat(stream.connected().getNow()).isSameAs(stream);
    assertThat(reader.events).containsExactly("active");
    assertThat(circuit.sent).isEmpty();
    Unwatched.close(stream);
  }

  @Test
  void end_beforeConnected_failsTheOpening() {
    TorStream stream = circuit.begin();
    circuit.receive(stream, End.of(EndReason.CONNECT_REFUSED));
    assertThat(stream.connected().cause())
        .isInstanceOfSatisfying(
            StreamException.class,
            e -> assertThat(e.reason()).isEqualTo(EndReason.CONNECT_REFUSED));
    assertThat(stream.isOpen()).isFalse();
    assertThat(circuit.sent).as("an END is not answered").isEmpty();
    assertThat(circuit.ended).containsExactly(stream);
  }

  @Test
  void close_beforeConnected_sendsEndAndFailsTheOpening() {
    TorStream stream = circuit.begin();
    Unwatched.close(stream);
    circuit.run();
    assertThat(stream.connected().isSuccess()).isFalse();
    assertThat(stream.connected().isDone()).isTrue();
    assertThat(circuit.ends()).hasSize(1);
    assertThat(circuit.ended).containsExactly(stream);
  }

  static List<RelayMessage> impossibleBeforeConnected() {
    return List.of(new Data(new byte[1], 0, 1), Sendme.ofStream(), new BeginDir());
  }

  @Test
  void otherMessage_beforeConnected_isAViolation() {
    TorStream stream = circuit.begin();
    for (RelayMessage message : impossibleBeforeConnected()) {
      assertThatThrownBy(() -> stream.receive(message)).isInstanceOf(DecodeException.class);
    }
    Unwatched.close(stream);
  }

  @Test
  void otherMessage_whenOpen_isAViolation() {
    TorStream stream = circuit.open();
    for (RelayMessage message :
        List.of(new Connected(null, 0), new BeginDir(), new UnknownMessage(250))) {
      assertThatThrownBy(() -> stream.receive(message)).isInstanceOf(DecodeException.class);
    }
    Unwatched.close(stream);
  }

  @Test
  void sendme_forNothing_isAViolation() {
    TorStream stream = circuit.open();
    Unwatched.writeAndFlush(stream, bytes(49 * 498));
    assertThatThrownBy(() -> stream.receive(Sendme.ofStream())).isInstanceOf(DecodeException.class);
    Unwatched.writeAndFlush(stream, bytes(498));
    circuit.receive(stream, Sendme.ofStream());
    assertThatThrownBy(() -> stream.receive(Sendme.ofStream())).isInstanceOf(DecodeException.class);
    Unwatched.close(stream);
  }

  @Test
  void emptyData_isAViolation() {
    TorStream stream = circuit.open();
    assertThatThrownBy(() -> stream.receive(new Data(new byte[10], 5, 0)))
        .isInstanceOf(DecodeException.class)
        .hasMessage("an empty DATA message");
    Unwatched.close(stream);
  }

  @Test
  void data_isRead_andAcknowledgedPer50Cells() {
    TorStream stream = circuit.open();
    Reader reader = read(stream);
    stream.config().setAutoRead(true);
    for (int cell = 1; cell <= 2000; cell++) {
      circuit.receiveData(stream, 1);
      assertThat(circuit.sendmes()).as("after %d cells", cell).isEqualTo(cell / 50);
    }
    assertThat(reader.bytes.readableBytes()).isEqualTo(2000 * 498);
    Unwatched.close(stream);
  }

  @Test
  void withoutReading_nothingIsAcknowledged_andTheQueueIsBounded() throws DecodeException {
    TorStream stream = circuit.open();
    Reader reader = read(stream);
    circuit.receiveData(stream, 500);
    assertThat(circuit.sent).isEmpty();
    assertThat(reader.bytes.isReadable()).isFalse();
    assertThatThrownBy(() -> stream.receive(new Data(new byte[1], 0, 1)))
        .isInstanceOf(DecodeException.class)
        .hasMessage("more DATA than the stream's window allows");
    stream.read();
    circuit.run();
    int batch = reader.bytes.readableBytes();
    assertThat(batch).as("one read").isBetween(498, 128 * 498);
    circuit.run();
    assertThat(reader.bytes.readableBytes()).as("no more without another read").isEqualTo(batch);
    stream.config().setAutoRead(true);
    circuit.run();
    assertThat(reader.bytes.readableBytes()).isEqualTo(500 * 498);
    assertThat(circuit.sendmes()).isEqualTo(10);
    Unwatched.close(stream);
  }

  @Test
  void dataOfOneRead_isHandedOnAtOnce_inOneBuffer() throws DecodeException {
    TorStream stream = circuit.open();
    Reader reader = read(stream);
    stream.config().setAutoRead(true);
    circuit.run();
    stream.receive(new Data(new byte[] {9, 1, 2, 9}, 1, 2));
    stream.receive(new Data(new byte[] {3, 9}, 0, 1));
    circuit.run();
    assertThat(reader.bytes.isReadable()).as("before the read is over").isFalse();
    stream.onReadComplete();
    assertThat(ByteBufUtil.getBytes(reader.bytes)).containsExactly(1, 2, 3);
    Unwatched.close(stream);
  }

  @Test
  void readTurnedOff_inTheMiddle_stopsSoon() {
    TorStream stream = circuit.open();
    circuit.receiveData(stream, 400);
    int[] reads = {0};
    stream
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                ((ByteBuf) message).release();
                reads[0]++;
                context.channel().config().setAutoRead(false);
              }
            });
    stream.config().setAutoRead(true);
    circuit.run();
    assertThat(reads[0]).isEqualTo(1);
    assertThat(circuit.sendmes()).as("for the 128 cells of one read").isEqualTo(2);
    Unwatched.close(stream);
  }

  @Test
  void end_afterUnreadData_isHeardOnlyWhenAllIsRead() {
    TorStream stream = circuit.open();
    Reader reader = read(stream);
    circuit.receiveData(stream, 100);
    circuit.receive(stream, End.of(EndReason.DONE));
    assertThat(stream.isActive()).isTrue();
    assertThat(reader.events).isEmpty();
    assertThat(stream.endReason()).isEqualTo(EndReason.DONE);
    stream.config().setAutoRead(true);
    circuit.run();
    assertThat(reader.events).containsExactly("inactive after " + 100 * 498);
    assertThat(circuit.sent).as("neither SENDME nor END after an END").isEmpty();
    assertThat(circuit.ended).containsExactly(stream);
  }

  @Test
  void close_withUnreadData_releasesIt() {
    TorStream stream = circuit.open();
    circuit.receiveData(stream, 100);
    Unwatched.close(stream);
    circuit.run();
    assertThat(circuit.ends()).as("as C tor says it").containsExactly(End.of(EndReason.MISC));
    StreamFlow.HalfClosed late = stream.halfClosed();
    int mayArrive = 0;
    while (late.takes(new Data(new byte[498], 0, 498))) {
      mayArrive++;
    }
    assertThat(mayArrive).isEqualTo(400);
  }

  @Test
  void circuitGone_endsTheStreamAfterWhatArrived() {
    TorStream stream = circuit.open();
    Reader reader = read(stream);
    circuit.receiveData(stream, 3);
    stream.endedBy(EndReason.DESTROY);
    assertThat(stream.isOpen()).isTrue();
    stream.config().setAutoRead(true);
    circuit.run();
    assertThat(reader.events).containsExactly("inactive after " + 3 * 498);
    assertThat(stream.endReason()).isEqualTo(EndReason.DESTROY);
  }

  @Test
  void end_twice_orAfterClose_changesNothing() {
    TorStream stream = circuit.open();
    Unwatched.close(stream);
    circuit.run();
    stream.endedBy(EndReason.DESTROY);
    stream.resume();
    assertThat(circuit.ends()).hasSize(1);
    assertThat(circuit.ended).hasSize(1);
  }

  @Test
  void closeInsideRead_releasesTheRest() {
    TorStream stream = circuit.open();
    circuit.receiveData(stream, 60);
    stream
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                ((ByteBuf) message).release();
                Unwatched.close(context);
              }
            });
    stream.config().setAutoRead(true);
    circuit.run();
    assertThat(stream.isOpen()).isFalse();
    assertThat(circuit.ends()).hasSize(1);
  }

  @Test
  void addresses_tellNothing() {
    TorStream stream = circuit.open();
    assertThat(stream.remoteAddress()).hasToString("stream");
    assertThat(stream.localAddress()).hasToString("stream");
    Unwatched.close(stream);
  }
}
