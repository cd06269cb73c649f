package org.tropea.relay.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.message.AllowedMessages;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.AllowedMessages.Verdict;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.ConfluxLinked;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.Drop;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Extended2;
import org.tropea.protocol.message.IntroEstablished;
import org.tropea.protocol.message.Introduce2;
import org.tropea.protocol.message.IntroduceAck;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.RelayMessageSamples;
import org.tropea.protocol.message.Rendezvous2;
import org.tropea.protocol.message.RendezvousEstablished;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.Truncate;
import org.tropea.protocol.message.Truncated;
import org.tropea.protocol.message.UnknownMessage;
import org.tropea.relay.rendezvous.OnionServiceRole;

/** What a relay does with each kind of message: no kind is forgotten. */
class RelayRoleTest {
  private static final int STREAM = 7;

  /** Those that a relay never takes. */
  private static final Set<Class<?>> NEVER =
      Set.of(
          ConfluxLinked.class,
          IntroEstablished.class,
          Introduce2.class,
          IntroduceAck.class,
          RendezvousEstablished.class,
          Rendezvous2.class,
          Connected.class,
          Resolved.class,
          Extended2.class,
          Truncated.class,
          UnknownMessage.class);

  private final RelayCircuit circuit = mock(RelayCircuit.class);
  private final RelayRider rider = mock(RelayRider.class);
  private final ExitLeg leg = mock(ExitLeg.class);
  private final Onward onward = mock(Onward.class);
  private final OnionServiceRole purpose = mock(OnionServiceRole.class);
  private final RelayRole role = new RelayRole(circuit, onward, purpose);

  @BeforeEach
  void ride() throws Exception {
    when(circuit.leg()).thenReturn(leg);
    when(circuit.rider()).thenReturn(rider);
    when(purpose.isPlain()).thenReturn(true);
  }

  static List<RelayMessage> kinds() {
    return RelayMessageSamples.ofEachKind();
  }

  private static List<Addressee> takenFor(RelayMessage message) {
    return Stream.of(Addressee.values())
        .filter(
            to ->
                AllowedMessages.atRelay(message.command(), to, true) == Verdict.TAKE
                    || AllowedMessages.atRelay(message.command(), to, false) == Verdict.TAKE)
        .toList();
  }

  /** What the role has done, by the names of methods. */
  private List<String> done() {
    List<String> done = new ArrayList<>();
    for (Object each : List.of(circuit, rider, leg, onward, purpose)) {
      mockingDetails(each).getInvocations().stream()
          .map(call -> call.getMethod().getName())
          .filter(name -> !Set.of("rider", "leg", "isPlain").contains(name))
          .forEach(done::add);
    }
    return done;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKind_thatMayCome_isActedOn_andNoOther(RelayMessage message) throws Exception {
    List<Addressee> taken = takenFor(message);
    assertThat(taken.isEmpty()).isEqualTo(NEVER.contains(message.getClass()));
    for (int i = 0; i < taken.size(); i++) {
      message.tell(taken.get(i) == Addressee.CIRCUIT ? 0 : STREAM, role);
      assertThat(done()).hasSize(i + 1);
    }
    if (taken.isEmpty()) {
      assertThatThrownBy(() -> message.tell(STREAM, role))
          .isInstanceOf(IllegalStateException.class);
      assertThat(done()).isEmpty();
    }
  }

  @Test
  void messagesOfStreams_areTheRiders() throws Exception {
    Begin begin = new Begin("host.example", 80, 0);
    begin.tell(1, role);
    verify(rider).onBegin(1, begin);
    new BeginDir().tell(2, role);
    verify(rider).onBeginDir(2);
    Resolve resolve = new Resolve("host.example");
    resolve.tell(3, role);
    verify(rider).onResolve(3, resolve);
    for (RelayMessage message :
        List.of(new Data(new byte[1], 0, 1), End.of(EndReason.DONE), Sendme.ofStream())) {
      message.tell(STREAM, role);
      verify(rider).onMessage(STREAM, message);
    }
    assertThat(done()).hasSize(6);
  }

  @Test
  void messagesOfTheCircuit_growIt_letItSend_orAreCounted() throws Exception {
    Sendme sendme = Sendme.ofCircuit(new byte[20]);
    sendme.tell(0, role);
    verify(circuit).acknowledged(sendme);
    new Truncate(DestroyReason.REQUESTED).tell(0, role);
    verify(onward).truncate(DestroyReason.REQUESTED);
    new Drop().tell(0, role);
    verify(circuit).dropCame();
    assertThat(done()).hasSize(3);
  }
}
