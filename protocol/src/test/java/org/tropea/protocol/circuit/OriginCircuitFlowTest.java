package org.tropea.protocol.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.TorStream;

/** Rows F01 and F02: the windows of a circuit and of its streams together. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class OriginCircuitFlowTest {
  private static final int EXIT = 2;

  private final EmbeddedLink link = EmbeddedLink.open();
  private ScriptedCircuit relays;

  @BeforeEach
  void open() throws DecodeException {
    relays = ScriptedCircuit.ofHops(link, 3);
  }

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void circuitSendme_afterEach100Cells_namesThe100th() throws Exception {
    TorStream stream = openStream();
    int[] read = readAll(stream);
    for (int cell = 1; cell <= 1000; cell++) {
      data(stream);
      List<ScriptedCircuit.Received> sent = relays.receiveAll();
      List<ScriptedCircuit.Received> ofCircuit =
          sent.stream().filter(each -> each.streamId() == 0).toList();
      if (cell % 100 == 0) {
        assertThat(ofCircuit).hasSize(1);
        assertThat(ofCircuit.get(0).hop()).isEqualTo(EXIT);
        assertThat(ofCircuit.get(0).message()).isEqualTo(Sendme.ofCircuit(relays.lastTag()));
      } else {
        assertThat(ofCircuit).isEmpty();
      }
      assertThat(sent).filteredOn(each -> each.streamId() != 0).hasSize(cell % 50 == 0 ? 1 : 0);
    }
    assertThat(read[0]).isEqualTo(1000 * 498);
  }

  @Test
  void streamSendme_waitsForTheReader_whileTheCircuitGoesOn() throws Exception {
    TorStream slow = openStream();
    TorStream quick = openStream();
    readAll(quick);
    for (int cell = 0; cell < 400; cell++) {
      data(slow);
      data(quick);
    }
    List<ScriptedCircuit.Received> sent = relays.receiveAll();
    assertThat(sent).filteredOn(each -> each.streamId() == 0).hasSize(8);
    assertThat(sent).filteredOn(each -> each.streamId() == quick.streamId()).hasSize(8);
    assertThat(sent).filteredOn(each -> each.streamId() == slow.streamId()).isEmpty();
    int[] read = readAll(slow);
    link.pump();
    assertThat(read[0]).isEqualTo(400 * 498);
    assertThat(relays.receiveAll()).hasSize(8).allMatch(each -> each.streamId() == slow.streamId());
  }

  @Test
  void upload_stopsAt1000Cells_andGoesOnWithTheRightTags() throws Exception {
    List<TorStream> streams = List.of(openStream(), openStream(), openStream());
    List<ChannelFuture> written = new ArrayList<>();
    for (TorStream stream : streams) {
      written.add(stream.writeAndFlush(Unpooled.wrappedBuffer(new byte[450 * 498])));
    }
    List<byte[]> tags = new ArrayList<>();
    int cells = collect(tags, 0);
    assertThat(cells).as("3 streams of 450 cells each, under one window").isEqualTo(1000);
    assertThat(written).anyMatch(each -> !each.isDone());
    relays.send(EXIT, 0, Sendme.ofCircuit(tags.get(0)));
    cells = collect(tags, cells);
    assertThat(cells).isEqualTo(1100);
    for (int i = 1; i < 4; i++) {
      relays.send(EXIT, 0, Sendme.ofCircuit(tags.get(i)));
      cells = collect(tags, cells);
    }
    assertThat(cells).isEqualTo(1350);
    assertThat(written).allMatch(ChannelFuture::isSuccess);
    assertThat(relays.circuit().isOpen()).isTrue();
  }

  @Test
  void upload_acknowledgedByTheWrongTag_closes() throws Exception {
    TorStream stream = openStream();
    Unwatched.writeAndFlush(stream, Unpooled.wrappedBuffer(new byte[300 * 498]));
    List<byte[]> tags = new ArrayList<>();
    collect(tags, 0);
    relays.send(EXIT, 0, Sendme.ofCircuit(tags.get(1)));
    assertThat(relays.circuit().closed().getNow()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void upload_acknowledgedByAnotherHop_closes() throws Exception {
    TorStream stream = openStream();
    Unwatched.writeAndFlush(stream, Unpooled.wrappedBuffer(new byte[300 * 498]));
    List<byte[]> tags = new ArrayList<>();
    collect(tags, 0);
    relays.send(1, 0, Sendme.ofCircuit(tags.get(0)));
    assertThat(relays.circuit().closed().getNow()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void upload_toTheEndOfItsWindow_everyStreamGetsItsTurn() throws Exception {
    TorStream one = openStream();
    TorStream two = openStream();
    TorStream late = openStream();
    Unwatched.writeAndFlush(one, Unpooled.wrappedBuffer(new byte[500 * 498]));
    Unwatched.writeAndFlush(two, Unpooled.wrappedBuffer(new byte[500 * 498]));
    Unwatched.writeAndFlush(late, Unpooled.wrappedBuffer(new byte[10]));
    List<byte[]> tags = new ArrayList<>();
    assertThat(collect(tags, 0)).isEqualTo(1000);
    relays.send(EXIT, 0, Sendme.ofCircuit(tags.get(0)));
    List<ScriptedCircuit.Received> sent = relays.receiveAll();
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).streamId()).isEqualTo(late.streamId());
  }

  /** Takes what has come, keeps the tag of each 100th DATA cell, and counts on from there. */
  private int collect(List<byte[]> tags, int before) throws DecodeException {
    int cells = before;
    for (ScriptedCircuit.Received each : relays.receiveAll()) {
      assertThat(each.message()).isInstanceOf(Data.class);
      cells++;
      if (cells % 100 == 0) {
        tags.add(each.tag());
      }
    }
    return cells;
  }

  private TorStream openStream() throws StreamException, DecodeException {
    TorStream stream = relays.circuit().streams().open(new Begin("example.com", 80, 0));
    relays.receiveAll();
    relays.send(EXIT, stream.streamId(), new Connected(null, 0));
    assertThat(stream.isActive()).isTrue();
    return stream;
  }

  private void data(TorStream stream) {
    relays.send(EXIT, stream.streamId(), new Data(new byte[498], 0, 498));
  }

  /** Reads the stream from now on, and counts its bytes. */
  private static int[] readAll(TorStream stream) {
    int[] read = {0};
    stream
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                ByteBuf data = (ByteBuf) message;
                read[0] += data.readableBytes();
                data.release();
              }
            });
    stream.config().setAutoRead(true);
    return read;
  }
}
