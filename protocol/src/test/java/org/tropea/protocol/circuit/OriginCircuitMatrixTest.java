package org.tropea.protocol.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.AllowedMessages;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.AllowedMessages.Verdict;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.Drop;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Extend2;
import org.tropea.protocol.message.Extended2;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.message.Truncate;
import org.tropea.protocol.message.Truncated;
import org.tropea.protocol.message.UnknownMessage;
import org.tropea.protocol.message.Xoff;
import org.tropea.protocol.message.Xon;
import org.tropea.protocol.stream.TorStream;

/**
 * Case message-7 at a client: every relay message, to whom it may be, from the right hop and a
 * wrong.
 */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class OriginCircuitMatrixTest {
  private static final int FIRST = 0;
  private static final int LAST = 2;

  private static List<RelayMessage> messages(Addressee to) {
    return List.of(
        new UnknownMessage(0),
        new Begin("example.com", 80, 0),
        new Data(new byte[1], 0, 1),
        End.of(EndReason.DONE),
        new Connected(null, 0),
        to == Addressee.CIRCUIT ? Sendme.ofCircuit(new byte[20]) : Sendme.ofStream(),
        new UnknownMessage(RelayCommand.EXTEND),
        new UnknownMessage(RelayCommand.EXTENDED),
        new Truncate(DestroyReason.NONE),
        new Truncated(DestroyReason.PROTOCOL),
        new Drop(),
        new Resolve("example.com"),
        new Resolved(List.of()),
        new BeginDir(),
        new Extend2(List.of(), 2, Bytes.copyFrom(new byte[84])),
        new Extended2(Bytes.copyFrom(new byte[64])),
        new Xoff(),
        new Xon(0),
        new UnknownMessage(99),
        new UnknownMessage(255));
  }

  @Test
  void messages_ofEveryKindFromEveryHop_closeTheCircuit_unlessTheTableHasThem()
      throws DecodeException, StreamException {
    for (Addressee to : Addressee.values()) {
      for (RelayMessage message : messages(to)) {
        play(LAST, to, message);
        play(FIRST, to, message);
      }
    }
  }

  /**
   * Nothing of the circuit itself is due here: a SENDME, an answer or an end closes it too; and so
   * do XOFF and XON, since it has no congestion control, and RESOLVED, since nothing was looked up.
   */
  private static void play(int hop, Addressee to, RelayMessage message)
      throws DecodeException, StreamException {
    EmbeddedLink link = EmbeddedLink.open();
    ScriptedCircuit relays = ScriptedCircuit.ofHops(link, 3);
    int streamId = streamId(link, relays, to, message);
    relays.send(hop, streamId, message);
    // A stream by the last hop is none of another hop's.
    Addressee seen = hop == LAST || to == Addressee.CIRCUIT ? to : Addressee.NO_STREAM;
    Verdict verdict = AllowedMessages.atOrigin(message.command(), seen, hop == LAST);
    boolean rated = message instanceof Xoff || message instanceof Xon;
    boolean due = to != Addressee.CIRCUIT && !rated && !(message instanceof Resolved);
    boolean taken = verdict == Verdict.TAKE && (due || message instanceof Drop);
    DestroyReason expected = taken ? null : DestroyReason.PROTOCOL;
    assertThat(relays.circuit().closed().getNow())
        .as("%s to %s from hop %d", RelayCommand.name(message.command()), to, hop)
        .isEqualTo(expected);
    link.close();
  }

  /** The number of such a stream, in the state in which it can be sent this message. */
  private static int streamId(
      EmbeddedLink link, ScriptedCircuit relays, Addressee to, RelayMessage message)
      throws DecodeException, StreamException {
    if (to == Addressee.CIRCUIT) {
      return 0;
    }
    TorStream stream = relays.circuit().streams().open(new Begin("example.com", 80, 0));
    relays.receive();
    if (to == Addressee.NO_STREAM) {
      return stream.streamId() == 5 ? 6 : 5;
    }
    if (!(message instanceof Connected)) {
      relays.send(LAST, stream.streamId(), new Connected(null, 0));
      Unwatched.writeAndFlush(stream, Unpooled.wrappedBuffer(new byte[60 * 498]));
    }
    if (to == Addressee.ENDED_STREAM) {
      Unwatched.close(stream);
    }
    link.peer().received();
    return stream.streamId();
  }
}
