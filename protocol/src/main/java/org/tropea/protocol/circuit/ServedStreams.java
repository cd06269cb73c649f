package org.tropea.protocol.circuit;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.flow.MessageWay;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Xoff;
import org.tropea.protocol.message.Xon;
import org.tropea.protocol.stream.StreamReads;
import org.tropea.protocol.stream.StreamTurns;
import org.tropea.protocol.stream.TorStream;
import org.tropea.protocol.stream.WayCarrier;

/**
 * The streams that a client begins with the onion service that this end of the circuit is. Messages
 * on numbers that stand for nothing are passed over, as by a relay. Confined to the circuit's loop.
 */
public final class ServedStreams implements CircuitRider, WayCarrier {
  private static final Logger log = LoggerFactory.getLogger(ServedStreams.class);

  private final StreamWay way;
  private final SecureRandom random;
  private final Acceptor acceptor;
  private final Map<Integer, TorStream> streams = new HashMap<>();
  private final StreamReads reads = new StreamReads();

  /** Who is handed each stream that begins. */
  public interface Acceptor {
    /**
     * A client wants to be connected to the port that {@code begin} names; the stream waits to be
     * accepted or ended. On the circuit's loop.
     *
     * @param others how many streams the circuit has besides this one
     */
    void onBegin(TorStream stream, Begin begin, int others);
  }

  ServedStreams(StreamWay way, SecureRandom random, Acceptor acceptor) {
    this.way = way;
    this.random = random;
    this.acceptor = acceptor;
  }

  /** Whether there is no stream now. */
  public boolean isIdle() {
    return streams.isEmpty();
  }

  // What the streams need.

  @Override
  public MessageWay way() {
    return way;
  }

  @Override
  public void ended(TorStream stream) {
    streams.remove(stream.streamId(), stream);
  }

  // What the circuit tells.

  @Override
  public boolean isServing() {
    return true;
  }

  @Override
  public Addressee addressee(int streamId) {
    return streams.containsKey(streamId) ? Addressee.STREAM : Addressee.NO_STREAM;
  }

  @Override
  public void onMessage(int streamId, RelayMessage message) throws CircuitException {
    TorStream stream = streams.get(streamId);
    if (stream == null) {
      onMessageWithoutStream(streamId, message);
      return;
    }
    if (message instanceof Data data && data.length() == 0) {
      return;
    }
    try {
      stream.receive(message);
      reads.add(stream);
    } catch (DecodeException e) {
      if (message instanceof Xoff || message instanceof Xon) {
        return;
      }
      throw new CircuitException(DestroyReason.PROTOCOL, e.getMessage());
    }
  }

  private void onMessageWithoutStream(int streamId, RelayMessage message) {
    if (message instanceof Begin begin) {
      begin(streamId, begin);
    } else if (message instanceof BeginDir) {
      answer(streamId, End.of(EndReason.NOT_DIRECTORY));
    }
    // A name is looked up by nobody here: a RESOLVE is passed over, as by C tor.
  }

  private void begin(int streamId, Begin begin) {
    int others = streams.size();
    TorStream stream = TorStream.incoming(this, streamId);
    streams.put(streamId, stream);
    stream.register();
    try {
      acceptor.onBegin(stream, begin, others);
    } catch (RuntimeException | Error e) {
      log.error("Bug: a stream ends", e);
      stream.end(End.of(EndReason.INTERNAL));
    }
  }

  private void answer(int streamId, RelayMessage answer) {
    send(streamId, answer);
    flush();
  }

  @Override
  public boolean onUnreadable(int streamId, int command, ByteReader contents) {
    if (command == RelayCommand.BEGIN && streamId != 0 && !streams.containsKey(streamId)) {
      answer(streamId, End.of(Begin.refusal(contents)));
      return true;
    }
    return command == RelayCommand.XON;
  }

  @Override
  public void onUnreadableConnected(int streamId) throws CircuitException {
    if (streams.containsKey(streamId)) {
      throw new CircuitException(DestroyReason.PROTOCOL, "a CONNECTED from a client");
    }
  }

  @Override
  public void onReadComplete() {
    reads.complete();
  }

  @Override
  public void onRoom() {
    StreamTurns.resume(streams.values(), random, this);
  }

  @Override
  public void onClosed() {
    List<TorStream> all = List.copyOf(streams.values());
    streams.clear();
    all.forEach(stream -> stream.endedBy(EndReason.DESTROY));
  }
}
