package org.tropea.protocol.circuit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.flow.MessageWay;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.StreamReads;
import org.tropea.protocol.stream.TorStream;
import org.tropea.protocol.stream.WayCarrier;

/** The streams of one circuit or set, which they have for themselves. Confined to its loop. */
public final class OriginStreams implements CircuitRider, WayCarrier {
  private final StreamWay way;
  private final StreamTable streams;
  private final StreamReads reads = new StreamReads();

  OriginStreams(StreamWay way, SecureRandom random) {
    this.way = way;
    this.streams = new StreamTable(random);
  }

  /** Opens a stream to a host and port, by way of the last hop. */
  public TorStream open(Begin begin) throws StreamException {
    return open(begin, Unpooled.EMPTY_BUFFER);
  }

  /**
   * The same, for a stream that has something to say already. It may be written to at once, and
   * what is goes out behind its BEGIN, as from C tor's clients (row X13); on a set it waits until
   * it is flushed once the stream is connected.
   *
   * @param early goes out together with the BEGIN, as far as the circuit lets it; is taken
   * @return the stream; {@link TorStream#connected} tells whether anybody hears it
   */
  public TorStream open(Begin begin, ByteBuf early) throws StreamException {
    return openStream(begin, early);
  }

  /** Opens a stream to the directory server of the last hop, which may be written to at once. */
  public TorStream openDirectory() throws StreamException {
    return openStream(new BeginDir(), Unpooled.EMPTY_BUFFER);
  }

  private int unusedId() throws StreamException {
    assert loop().inEventLoop();
    if (!way.isOpen()) {
      throw new StreamException(EndReason.DESTROY, "the circuit is closed");
    }
    return streams.unusedId();
  }

  private TorStream openStream(RelayMessage begin, ByteBuf early) throws StreamException {
    int id = unusedId();
    TorStream stream =
        way.takesOptimisticData() ? TorStream.eager(this, id) : TorStream.outgoing(this, id);
    streams.add(stream);
    stream.register();
    send(stream.streamId(), begin);
    stream.say(early);
    flush();
    return stream;
  }

  /**
   * Has the last hop look something up.
   *
   * @return fails with a {@link StreamException}, where the hop ends it or the circuit is gone; to
   *     cancel it is to want no answer any more
   */
  public Future<Resolved> resolve(Resolve question) throws StreamException {
    int streamId = unusedId();
    Promise<Resolved> answer = loop().newPromise();
    streams.add(streamId, answer);
    send(streamId, question);
    flush();
    answer.addListener(
        done -> {
          if (answer.isCancelled() && streams.abandonLookup(streamId)) {
            send(streamId, End.of(EndReason.MISC));
            flush();
          }
        });
    return answer;
  }

  /** Whether there is no stream or lookup now. */
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
    streams.halfClose(stream);
  }

  // What the circuit tells.

  @Override
  public Addressee addressee(int streamId) {
    return streams.addressee(streamId);
  }

  @Override
  public void onMessage(int streamId, RelayMessage message)
      throws CircuitException, DecodeException {
    @Nullable TorStream stream = streams.get(streamId);
    if (stream == null) {
      onMessageWithoutStream(streamId, message);
      return;
    }
    if (message instanceof End) {
      streams.remove(streamId);
    }
    stream.receive(message);
    reads.add(stream);
  }

  private void onMessageWithoutStream(int streamId, RelayMessage message)
      throws CircuitException, DecodeException {
    Promise<Resolved> lookup = streams.endLookup(streamId);
    if (lookup == null) {
      streams.receivedLate(streamId, message);
    } else if (message instanceof Resolved answer) {
      lookup.trySuccess(answer);
    } else if (message instanceof End end) {
      lookup.tryFailure(
          new StreamException(end.reason(), "the lookup was refused: " + end.reason()));
    } else {
      lookup.tryFailure(
          new StreamException(EndReason.TOR_PROTOCOL, "the lookup was not understood"));
      throw new DecodeException("an unexpected message on a lookup");
    }
  }

  @Override
  public void onUnreadableConnected(int streamId) throws CircuitException {
    TorStream stream = streams.get(streamId);
    if (stream == null) {
      streams.receivedLate(streamId, new Connected(null, 0));
    } else if (stream.connected().isSuccess()) {
      throw new CircuitException(DestroyReason.PROTOCOL, "a second CONNECTED");
    } else {
      stream.end(End.of(EndReason.TOR_PROTOCOL));
    }
  }

  @Override
  public void onReadComplete() {
    reads.complete();
  }

  @Override
  public void onRoom() {
    streams.resume(this);
  }

  @Override
  public void onClosed() {
    List<TorStream> ending = streams.all();
    List<Promise<Resolved>> lost = streams.allLookups();
    streams.clear();
    ending.forEach(stream -> stream.endedBy(EndReason.DESTROY));
    lost.forEach(
        lookup ->
            lookup.tryFailure(new StreamException(EndReason.DESTROY, "the circuit is closed")));
  }
}
