package org.tropea.relay.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.google.crypto.tink.util.Bytes;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.CreateFastRelay;
import org.tropea.crypto.handshake.RelayAnswer;
import org.tropea.crypto.key.Curve25519;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CreateFast;
import org.tropea.protocol.cell.CreatedFast;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.ChannelCircuit;
import org.tropea.protocol.channel.CircuitEnd;
import org.tropea.protocol.channel.FakeLink;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.loop.FakeLoop;
import org.tropea.protocol.loop.FakeLoops;
import org.tropea.protocol.message.AddressedMessage;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.Drop;
import org.tropea.protocol.message.Extended2;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.stream.StreamAcceptor;
import org.tropea.relay.defence.FloodDefence;
import org.tropea.relay.rendezvous.OnionServiceTable;

/** What a relay's circuit hands on: to what rides on it. */
class RelayRiderTest {
  private static final int STREAM = 7;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final FakeLoop loop = new FakeLoops().loop();
  private final FakeLink link = new FakeLink(loop, false, null, this::open);
  private final RelayRider rider = mock(RelayRider.class);
  private ScriptedOrigin origin;
  private @Nullable RelayCircuit circuit;

  private void open(TorChannel channel, Cell create) {
    try {
      RelayAnswer answer =
          new CreateFastRelay(RANDOM).answer(((CreateFast) create).request().toByteArray());
      ChannelCircuit place = channel.accept(create.circuitId(), mock(CircuitEnd.class));
      RelayCircuit made =
          new RelayCircuit(
              place,
              Agreement.of(Answered.plain(answer), () -> FlowRules.UNKNOWN, channel.scratch()),
              new RelayServices(
                  mock(Extending.class),
                  new CircuitRules(
                      address -> true, relay -> true, () -> FlowRules.UNKNOWN, FloodDefence.none()),
                  mock(StreamAcceptor.class),
                  RelayCircuitWatch.silent(),
                  ConfluxSets.none(),
                  OnionServiceTable.plain(Curve25519.fastest()),
                  RANDOM));
      place.handTo(made);
      place.write(new CreatedFast(create.circuitId(), Bytes.copyFrom(answer.reply())));
      place.flush();
      circuit = made;
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void ride() throws Exception {
    origin = ScriptedOrigin.createFast(link);
    loop.now(() -> circuit().carry(rider));
    when(rider.addressee(anyInt())).thenReturn(Addressee.NO_STREAM);
    when(rider.addressee(STREAM)).thenReturn(Addressee.STREAM);
  }

  private RelayCircuit circuit() {
    return Objects.requireNonNull(circuit);
  }

  @Test
  void messagesOfStreams_areTheRiders_andItHearsOfTheEnd() throws Exception {
    origin.send(STREAM, new Data(new byte[1], 0, 1));
    verify(rider).onMessage(eq(STREAM), any(Data.class));
    origin.send(1, new Begin("host.example", 80, 0));
    verify(rider).onBegin(1, new Begin("host.example", 80, 0));
    verify(rider, never()).onClosed();
    link.receive(new Destroy(origin.id(), DestroyReason.NONE));
    verify(rider).onClosed();
  }

  @Test
  void messagesThatMayNotCome_orArePadding_areNobodys() throws Exception {
    origin.send(STREAM, new Begin("host.example", 80, 0));
    origin.send(STREAM, new Drop());
    origin.send(1, new Data(new byte[1], 0, 1));
    origin.send(0, new Begin("host.example", 80, 0));
    origin.send(0, new Extended2(Bytes.copyFrom(new byte[64])));
    origin.expectNothing();
    verify(rider, never()).onMessage(anyInt(), any());
    verify(rider, never()).onBegin(anyInt(), any());
  }

  @Test
  void messageThatCannotBeRead_endsTheCircuit_unlessTheRiderAnswers() throws Exception {
    when(rider.onUnreadable(eq(1), eq(RelayCommand.BEGIN), any())).thenReturn(true);
    origin.send(RelayCommand.BEGIN, 1, new byte[0]);
    origin.expectNothing();
    origin.send(RelayCommand.BEGIN, 2, new byte[0]);
    assertThat(origin.destroyed()).isEqualTo(DestroyReason.PROTOCOL.code());
    verify(rider).onUnreadable(eq(2), eq(RelayCommand.BEGIN), any());
  }

  @Test
  void readAndRoom_areTold_andWhatTheRiderSendsIsSealed() throws Exception {
    origin.send(STREAM, new Data(new byte[1], 0, 1));
    verify(rider).onReadComplete();
    link.stall(true);
    loop.now(
        () -> {
          while (!circuit().isBlocked()) {
            circuit().send(STREAM, new Connected(null, 0));
            circuit().flush();
          }
          circuit().awaitRoom();
        });
    link.stall(false);
    verify(rider).onRoom();
    assertThat(origin.received()).hasSize(256);
    loop.now(
        () -> {
          circuit().send(STREAM, new Connected(null, 0));
          circuit().flush();
        });
    assertThat(origin.receivedOne())
        .isEqualTo(new AddressedMessage(STREAM, new Connected(null, 0)));
  }
}
