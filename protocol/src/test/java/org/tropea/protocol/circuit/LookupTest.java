package org.tropea.protocol.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.linkspec.IpAddress;
import org.tropea.protocol.message.Answer;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.message.StreamException;

/** Row S02: what an exit is asked to look up by RESOLVE. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class LookupTest {
  private static final int LAST = 2;
  private static final Resolved ANSWER =
      new Resolved(
          List.of(
              Answer.of(
                  IpAddress.of(NetUtil.createByteArrayFromIpAddressString("192.0.2.7")), 60)));

  private final EmbeddedLink link = EmbeddedLink.open();
  private final ScriptedCircuit relays;

  LookupTest() throws DecodeException {
    relays = ScriptedCircuit.ofHops(link, 3);
  }

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void resolved_isTheAnswer_andFreesTheNumber() throws Exception {
    Future<Resolved> answer = ask();
    ScriptedCircuit.Received question = relays.receive();
    assertThat(question.message()).isEqualTo(new Resolve("example.com"));
    assertThat(question.hop()).isEqualTo(LAST);
    assertThat(relays.circuit().streams().isIdle()).isFalse();
    relays.send(LAST, question.streamId(), ANSWER);
    assertThat(answer.getNow()).isEqualTo(ANSWER);
    assertThat(relays.circuit().streams().isIdle()).isTrue();
    relays.send(LAST, question.streamId(), ANSWER);
    assertThat(relays.circuit().closed().getNow())
        .as("a second answer")
        .isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void end_isAFailure_ofThatLookupAlone() throws Exception {
    Future<Resolved> answer = ask();
    int streamId = relays.receive().streamId();
    relays.send(LAST, streamId, End.of(EndReason.RESOURCE_LIMIT));
    assertThat(((StreamException) answer.cause()).reason()).isEqualTo(EndReason.RESOURCE_LIMIT);
    assertThat(relays.circuit().isOpen()).isTrue();
  }

  @Test
  void connected_closesTheCircuit() throws Exception {
    Future<Resolved> answer = ask();
    relays.send(LAST, relays.receive().streamId(), new Connected(null, 0));
    assertThat(answer.isSuccess()).isFalse();
    assertThat(relays.circuit().closed().getNow()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void cancelledLookup_isEnded_andItsLateAnswerIsTakenOnce() throws Exception {
    Future<Resolved> answer = ask();
    int streamId = relays.receive().streamId();
    assertThat(answer.cancel(false)).isTrue();
    assertThat(relays.receive().message()).isEqualTo(End.of(EndReason.MISC));
    assertThat(relays.circuit().streams().isIdle()).isTrue();
    relays.send(LAST, streamId, ANSWER);
    assertThat(relays.circuit().isOpen()).isTrue();
    relays.send(LAST, streamId, ANSWER);
    assertThat(relays.circuit().closed().getNow()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void cancelledLookup_takesNothingButAnAnswerOrAnEnd() throws Exception {
    for (RelayMessage last : List.of(End.of(EndReason.MISC), new Connected(null, 0))) {
      Future<Resolved> answer = ask();
      int streamId = relays.receive().streamId();
      answer.cancel(false);
      relays.receive();
      relays.send(LAST, streamId, last);
      assertThat(relays.circuit().isOpen()).isEqualTo(last instanceof End);
    }
  }

  @Test
  void closedCircuit_failsWhatIsUnderWay() throws Exception {
    Future<Resolved> answer = ask();
    relays.circuit().destroy();
    assertThat(((StreamException) answer.cause()).reason()).isEqualTo(EndReason.DESTROY);
  }

  private Future<Resolved> ask() throws StreamException {
    return relays.circuit().streams().resolve(new Resolve("Example.COM"));
  }
}
