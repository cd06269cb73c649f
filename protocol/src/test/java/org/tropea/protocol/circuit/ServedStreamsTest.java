package org.tropea.protocol.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.HsNtorClient;
import org.tropea.crypto.handshake.HsNtorService;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayCellFormat0;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Truncate;
import org.tropea.protocol.stream.TorStream;

/** A client behind the last relay, and the streams that it begins with an onion service (O11). */
class ServedStreamsTest {
  private static final int CLIENT = 3;

  private final EmbeddedLink link = EmbeddedLink.open();
  private final List<TorStream> begun = new ArrayList<>();
  private final List<Integer> others = new ArrayList<>();
  private ScriptedCircuit relays;

  @BeforeEach
  void serve() throws DecodeException {
    relays = ScriptedCircuit.ofHops(link, 3);
    Curve25519 curve = Curve25519.fastest();
    var random = Machine.randomness();
    X25519KeyPair encryption = X25519KeyPair.generate(curve, random);
    var name = Ed25519SigningKey.generate(random).identity();
    HsNtorClient client = HsNtorClient.create(curve, name, encryption.publicKey(), random);
    HsNtorService.Answer answer =
        new HsNtorService(curve, name, encryption, client.clientKey())
            .answer(X25519PrivateKey.generate(random));
    relays.join(client.finish(answer.reply()));
    relays
        .circuit()
        .serve(
            answer.keys(),
            false,
            (stream, begin, number) -> {
              begun.add(stream);
              others.add(number);
            });
  }

  @AfterEach
  void close() {
    link.close();
  }

  private RelayMessage answer(int streamId) throws DecodeException {
    ScriptedCircuit.Received received = relays.receive();
    assertThat(received.hop()).isEqualTo(CLIENT);
    assertThat(received.streamId()).isEqualTo(streamId);
    return received.message();
  }

  private static Data data(String text) {
    return new Data(text.getBytes(StandardCharsets.US_ASCII), 0, text.length());
  }

  @Test
  void stream_isHandedOn_andCarriesBytesBothWays() throws Exception {
    relays.send(CLIENT, 7, Begin.toService(80));
    relays.send(CLIENT, 7, data("early"));
    relays.send(CLIENT, 9, Begin.toService(81));
    assertThat(others).containsExactly(0, 1);
    TorStream stream = begun.get(0);
    StringBuilder read = new StringBuilder();
    stream
        .pipeline()
        .addLast(
            new SimpleChannelInboundHandler<ByteBuf>() {
              @Override
              protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
                read.append(bytes.toString(StandardCharsets.US_ASCII));
              }
            });
    stream.accept(new Connected(null, 0));
    stream.config().setAutoRead(true);
    link.pump();
    assertThat(answer(7)).isEqualTo(new Connected(null, 0));
    relays.send(CLIENT, 7, data(" and late"));
    Unwatched.writeAndFlush(stream, Unpooled.copiedBuffer("answer", StandardCharsets.US_ASCII));
    link.pump();
    assertThat(read).hasToString("early and late");
    assertThat(answer(7)).isInstanceOf(Data.class);
    relays.send(CLIENT, 7, End.of(EndReason.DONE));
    link.pump();
    assertThat(stream.isOpen()).isFalse();
    assertThat(begun.get(1).isOpen()).isTrue();
  }

  @Test
  void refusedStream_endsAlone_andItsNumberIsFreeAgain() throws Exception {
    relays.send(CLIENT, 7, Begin.toService(80));
    begun.get(0).end(End.of(EndReason.CONNECT_REFUSED));
    assertThat(answer(7)).isEqualTo(End.of(EndReason.CONNECT_REFUSED));
    relays.send(CLIENT, 7, data("too late"));
    relays.send(CLIENT, 7, Begin.toService(80));
    assertThat(begun).hasSize(2);
    assertThat(relays.circuit().isOpen()).isTrue();
  }

  @Test
  void whatServicesDoNotServe_isRefusedOrPassedOver() throws Exception {
    relays.send(CLIENT, 5, new BeginDir());
    assertThat(answer(5)).isEqualTo(End.of(EndReason.NOT_DIRECTORY));
    relays.send(CLIENT, 5, new Resolve("example.com"));
    relays.send(CLIENT, 5, End.of(EndReason.DONE));
    relays.send(CLIENT, 5, data("nothing"));
    byte[] bad = RelayCellFormat0.INSTANCE.pack(6, Begin.toService(80), Machine.randomness());
    bad[11] = 'x';
    relays.sendBody(CLIENT, bad);
    assertThat(answer(6)).isInstanceOf(End.class);
    assertThat(begun).isEmpty();
    assertThat(relays.circuit().isOpen()).isTrue();
  }

  @Test
  void begin_ofAnyRelay_closesTheCircuit() {
    relays.send(2, 7, Begin.toService(80));
    assertThat(begun).isEmpty();
    assertThat(relays.circuit().isOpen()).isFalse();
  }

  @Test
  void messageOfTheCircuit_thatNoClientSends_closesIt() {
    relays.send(CLIENT, 0, new Truncate(DestroyReason.NONE));
    assertThat(relays.circuit().isOpen()).isFalse();
  }

  @Test
  void streams_endWithTheCircuit() {
    relays.send(CLIENT, 7, Begin.toService(80));
    relays.send(CLIENT, 8, Begin.toService(80));
    begun.get(0).accept(new Connected(null, 0));
    begun.get(0).config().setAutoRead(true);
    relays.circuit().destroy();
    link.pump();
    assertThat(begun).noneMatch(TorStream::isOpen);
  }

  @Test
  void secret_isThatOfTheLastRelay() throws Exception {
    try (EmbeddedLink other = EmbeddedLink.open()) {
      ScriptedCircuit plain = ScriptedCircuit.ofHops(other, 2);
      assertThat(plain.circuit().introductionSecret()).hasSize(20).isNotEqualTo(new byte[20]);
    }
  }
}
