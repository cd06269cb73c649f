package org.tropea.protocol.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.TorStream;

/** Row C14: streams by any hop of a circuit, and what no other hop has to do with. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class LeakyPipeTest {
  private static final int MIDDLE = 1;
  private static final int EXIT = 2;
  private static final int WINDOW = 1000;

  private final EmbeddedLink link = EmbeddedLink.open();
  private ScriptedCircuit relays;
  private TorStream middle;
  private TorStream exit;

  @BeforeEach
  void open() throws DecodeException, StreamException {
    relays = ScriptedCircuit.ofHops(link, 3);
    middle = relays.circuit().streams(MIDDLE).openDirectory();
    ScriptedCircuit.Received asked = relays.receive();
    assertThat(asked.hop()).isEqualTo(MIDDLE);
    assertThat(asked.early()).as("as C tor sends what goes beyond the first hop").isTrue();
    assertThat(asked.message()).isEqualTo(new BeginDir());
    exit = relays.circuit().streams().open(new Begin("example.com", 80, 0));
    assertThat(relays.receive().hop()).isEqualTo(EXIT);
  }

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void streams_ofTwoHops_haveTheirOwnMessages() throws DecodeException {
    relays.send(MIDDLE, middle.streamId(), new Connected(null, 0));
    assertThat(middle.connected().isSuccess()).isTrue();
    assertThat(exit.connected().isDone()).isFalse();
    relays.send(EXIT, exit.streamId(), new Connected(null, 0));
    relays.send(MIDDLE, middle.streamId(), new Data(new byte[3], 0, 3));
    relays.send(EXIT, exit.streamId(), new Data(new byte[5], 0, 5));
    assertThat(relays.circuit().isOpen()).isTrue();
    relays.send(MIDDLE, middle.streamId(), End.of(EndReason.DONE));
    assertThat(middle.endReason()).isEqualTo(EndReason.DONE);
    assertThat(exit.endReason()).isNull();
  }

  @Test
  void streams_oneCircuit_sameOnesEachTime() {
    assertThat(relays.circuit().streams(MIDDLE)).isSameAs(relays.circuit().streams(MIDDLE));
    assertThat(relays.circuit().streams(EXIT)).isSameAs(relays.circuit().streams());
    assertThat(relays.circuit().streams(MIDDLE)).isNotSameAs(relays.circuit().streams());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, EXIT})
  void message_ofAHopThatTheStreamIsNotBy_closesTheCircuit(int hop) {
    relays.send(hop, unlike(exit.streamId()), new Connected(null, 0));
    assertThat(relays.circuit().closed().getNow()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void message_ofTheMiddle_forTheExitsStream_closesTheCircuit() {
    relays.send(MIDDLE, unlike(middle.streamId()), new Connected(null, 0));
    assertThat(relays.circuit().closed().getNow()).isEqualTo(DestroyReason.PROTOCOL);
  }

  /** The other stream's number, or where both drew the same, any. */
  private int unlike(int streamId) {
    int other = exit.streamId() == streamId ? middle.streamId() : exit.streamId();
    return other == streamId ? streamId % 0xffff + 1 : other;
  }

  @Test
  void dataOfOneHop_isAcknowledgedToThatHop() throws DecodeException {
    relays.send(MIDDLE, middle.streamId(), new Connected(null, 0));
    link.peer().received();
    for (int i = 0; i < 100; i++) {
      relays.send(MIDDLE, middle.streamId(), new Data(new byte[1], 0, 1));
    }
    byte[] tag = relays.lastTag();
    ScriptedCircuit.Received sendme = relays.receive();
    assertThat(sendme.hop()).isEqualTo(MIDDLE);
    assertThat(sendme.streamId()).isZero();
    assertThat(sendme.message()).isEqualTo(Sendme.ofCircuit(tag));
  }

  /** What one hop has not acknowledged stops the streams of that hop alone. */
  @Test
  void windowOfOneHop_thatIsUsedUp_leavesTheOtherHopsStreamsGoing() throws Exception {
    for (int i = 0; i < 2; i++) {
      TorStream stream = relays.circuit().streams(MIDDLE).openDirectory();
      Unwatched.writeAndFlush(stream, Unpooled.wrappedBuffer(new byte[500 * 498]));
    }
    assertThat(relays.receiveAll()).hasSize(WINDOW + 2);
    assertThat(relays.circuit().canSendData(MIDDLE)).isFalse();
    Unwatched.writeAndFlush(exit, Unpooled.wrappedBuffer(new byte[498]));
    assertThat(relays.receive().hop()).isEqualTo(EXIT);
  }
}
