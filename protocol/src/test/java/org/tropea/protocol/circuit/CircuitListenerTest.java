package org.tropea.protocol.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.ConfluxLinkedAck;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.Truncate;

/** What a circuit hands on: to its listener, and to what rides on it. */
class CircuitListenerTest {
  private final EmbeddedLink link = EmbeddedLink.open();
  private final List<Integer> hops = new ArrayList<>();
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
  void messageOfNoStream_isTheListeners_fromAnyHop() {
    listen(true);
    relays.send(1, 0, new ConfluxLinkedAck());
    relays.send(2, 0, new ConfluxLinkedAck());
    assertThat(hops).containsExactly(1, 2);
    assertThat(relays.circuit().isOpen()).isTrue();
  }

  @Test
  void messageOfNoStream_thatTheListenerDoesNotTake_closesTheCircuit() {
    listen(false);
    relays.send(1, 0, new ConfluxLinkedAck());
    assertThat(hops).containsExactly(1);
    assertThat(relays.circuit().isOpen()).isFalse();
  }

  @Test
  void messageOfAStream_isNeverTheListeners() {
    listen(true);
    relays.send(2, 7, new Truncate(DestroyReason.NONE));
    assertThat(hops).isEmpty();
    assertThat(relays.circuit().isOpen()).isFalse();
  }

  @Test
  void streamMessages_areTheRiders_andItHearsOfTheEnd() throws Exception {
    CircuitRider rider = mock(CircuitRider.class);
    when(rider.addressee(anyInt())).thenReturn(Addressee.STREAM);
    relays.circuit().carry(rider);
    relays.send(2, 7, new Data(new byte[1], 0, 1));
    verify(rider).onMessage(eq(7), any(Data.class));
    relays.circuit().destroy();
    verify(rider).onClosed();
  }

  @Test
  void secondRider_isRefused() {
    relays.circuit().carry(mock(CircuitRider.class));
    assertThatThrownBy(() -> relays.circuit().carry(mock(CircuitRider.class)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> relays.circuit().streams()).isInstanceOf(IllegalStateException.class);
  }

  private void listen(boolean taken) {
    relays
        .circuit()
        .listen(
            (hop, message) -> {
              hops.add(hop);
              return taken;
            });
  }
}
