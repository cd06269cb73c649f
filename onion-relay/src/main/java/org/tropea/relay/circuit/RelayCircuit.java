package org.tropea.relay.circuit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.onion.RelayLayer;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.cell.UnknownCell;
import org.tropea.protocol.channel.ChannelCircuit;
import org.tropea.protocol.channel.CircuitEnd;
import org.tropea.protocol.flow.CircuitFlow;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.AddressedMessage;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Extend2;
import org.tropea.protocol.message.Extended2;
import org.tropea.protocol.message.RelayCellFormat0;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.Truncate;
import org.tropea.protocol.message.Truncated;
import org.tropea.protocol.stream.StreamCarrier;
import org.tropea.protocol.stream.StreamReads;
import org.tropea.protocol.stream.TorStream;

/**
 * A circuit passing through, or ending at, this relay (tor-spec 5.3 to 5.6, 6, 7.3).
 *
 * <p>Outward it peels our layer off each cell: what is then recognised is for us, all else goes on.
 * Inward it wraps each cell in our layer. Unexpected messages are dropped, impossible ones destroy
 * the circuit, as C tor does. Confined to the loop of the channel it was created on.
 */
final class RelayCircuit implements CircuitEnd, StreamCarrier {
  private static final Logger log = LoggerFactory.getLogger(RelayCircuit.class);
  private static final int MAX_RELAY_EARLY = 8;

  private final ChannelCircuit previous;
  private final RelayLayer layer;
  private final RelayServices services;
  private final CircuitFlow flow = new CircuitFlow();
  private final IncomingStreams streams = new IncomingStreams();
  private final StreamReads reads = new StreamReads();
  private @Nullable NextHop next;
  private @Nullable Future<NextHop> extension;
  private boolean created;
  private boolean closed;
  private int relayEarlyLeft = MAX_RELAY_EARLY;

  RelayCircuit(ChannelCircuit previous, RelayLayer layer, RelayServices services) {
    this.previous = previous;
    this.layer = layer;
    this.services = services;
  }

  @Override
  public EventLoop loop() {
    return previous.channel().loop();
  }

  // Cells from the previous hop.

  @Override
  public void onCell(Cell cell) {
    if (closed) {
      return;
    }
    try {
      if (cell instanceof Relay relay) {
        onRelay(relay);
      } else if (cell instanceof Destroy) {
        previous.detach();
        // The reason goes no further: it could be a signal along the path (row L17).
        close(DestroyReason.DESTROYED);
      } else if (Expected.isCreated(cell)) {
        throw new CircuitException(DestroyReason.PROTOCOL, "a CREATED from the previous hop");
      }
      // A second CREATE is dropped, as by C tor.
    } catch (CircuitException e) {
      log.debug("Destroying a circuit: {}", e.getMessage());
      destroy(e.reason());
    } catch (RuntimeException e) {
      log.error("Bug: destroying a circuit", e);
      destroy(DestroyReason.INTERNAL);
    }
  }

  private void onRelay(Relay relay) throws CircuitException {
    if (relay.early()) {
      if (relayEarlyLeft == 0) {
        throw new CircuitException(DestroyReason.PROTOCOL, "too many RELAY_EARLY cells");
      }
      relayEarlyLeft--;
    }
    byte[] body = relay.body();
    byte[] tag = layer.decrypt(body);
    if (tag != null) {
      onMessage(tag, body, relay.early());
    } else if (next != null && created) {
      next.send(relay.early(), body);
    } else {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "a relay cell for a hop that is not there");
    }
  }

  @Override
  public void onReadComplete() {
    reads.complete();
    if (next != null) {
      next.flush();
    }
  }

  @Override
  public void onWritable() {
    resumeStreams();
  }

  @Override
  public void onQueueFull() {
    log.debug("Destroying a circuit: too many cells wait for its previous hop");
    destroy(DestroyReason.RESOURCE_LIMIT);
  }

  @Override
  public void onChannelClosed() {
    close(DestroyReason.CHANNEL_CLOSED);
  }

  /** A client's circuit that leads nowhere and carries nothing goes (case C22). */
  @Override
  public void onQuiet() {
    if (previous.channel().peer() == null
        && next == null
        && extension == null
        && streams.isEmpty()) {
      destroy(DestroyReason.FINISHED);
    }
  }

  // Cells from the next hop, already on our loop.

  void onNextCell(NextHop from, Cell cell) {
    if (closed || from != next) {
      // From a hop that was cut off: still on its way when it was.
      return;
    }
    if (cell instanceof Relay relay) {
      if (relay.early()) {
        destroy(DestroyReason.PROTOCOL);
        return;
      }
      layer.encrypt(relay.body());
      previous.write(new Relay(previous.id(), false, relay.body()));
    } else if (cell instanceof Created2 reply && !created) {
      created = true;
      extension = null;
      send(0, new Extended2(reply.reply()));
    } else if (cell instanceof Destroy) {
      onNextGone(from, DestroyReason.DESTROYED);
    } else if (cell instanceof UnknownCell unknown && unknown.isCreated()) {
      destroy(DestroyReason.PROTOCOL);
    }
  }

  void flushPrevious() {
    previous.flush();
  }

  /** The next hop is gone: the origin hears of it, and the circuit with it. */
  void onNextGone(NextHop gone, DestroyReason reason) {
    if (!closed && gone == next) {
      next = null;
      destroy(reason);
    }
  }

  // Messages for us.

  private void onMessage(byte[] tag, byte[] body, boolean early) throws CircuitException {
    AddressedMessage addressed;
    try {
      addressed = RelayCellFormat0.unpack(body);
    } catch (DecodeException e) {
      onUnreadable(body, e);
      return;
    }
    RelayMessage message = addressed.message();
    int streamId = addressed.streamId();
    if (message instanceof Data) {
      Sendme due = flow.receivedData(tag);
      if (due != null) {
        send(0, due);
      }
    }
    if (streamId != 0) {
      onStreamMessage(streamId, message);
    } else if (message instanceof Sendme sendme) {
      flow.acknowledged(sendme);
      resumeStreams();
    } else if (message instanceof Extend2 extend && early) {
      extend(extend);
    } else if (message instanceof Truncate truncate) {
      truncate(truncate.reason());
    } else if (message.command() == RelayCommand.EXTEND && early) {
      throw new CircuitException(DestroyReason.PROTOCOL, "an EXTEND of old");
    }
    // DROP, and what has no meaning here, is dropped (rows C13 and C34).
  }

  /**
   * A BEGIN beyond understanding ends its stream; what C tor does not read here either is dropped;
   * anything else ends the circuit.
   */
  private void onUnreadable(byte[] body, DecodeException problem) throws CircuitException {
    int command = body[0] & 0xff;
    int streamId = (body[3] & 0xff) << 8 | (body[4] & 0xff);
    int length = (body[9] & 0xff) << 8 | (body[10] & 0xff);
    if (length <= RelayCellFormat0.MAX_DATA) {
      if (command == RelayCommand.BEGIN && streamId != 0) {
        send(streamId, End.of(EndReason.TOR_PROTOCOL));
        flush();
        return;
      }
      if (command == RelayCommand.TRUNCATE && streamId == 0 && next == null) {
        truncate(DestroyReason.NONE);
        return;
      }
      if (Expected.mayBeMalformed(command)) {
        return;
      }
    }
    throw new CircuitException(DestroyReason.PROTOCOL, problem.getMessage());
  }

  private void onStreamMessage(int streamId, RelayMessage message) throws CircuitException {
    TorStream stream = streams.get(streamId);
    if (message instanceof Begin || message instanceof BeginDir) {
      if (stream == null) {
        begin(streamId, message);
      }
    } else if (message instanceof Resolve resolve) {
      services
          .streams()
          .onResolve(
              loop(),
              resolve,
              answer -> {
                send(streamId, answer);
                flush();
              });
    } else if (stream != null && Expected.onStream(message)) {
      try {
        stream.receive(message);
        reads.add(stream);
      } catch (DecodeException e) {
        throw new CircuitException(DestroyReason.PROTOCOL, e.getMessage());
      }
    }
    // A message on a stream that is not there: its origin may not know yet.
  }

  private void begin(int streamId, RelayMessage message) {
    TorStream stream = TorStream.incoming(this, streamId);
    streams.add(stream);
    loop().register(stream);
    if (message instanceof BeginDir) {
      services.streams().onBeginDirectory(stream);
    } else if (previous.channel().peer() == null) {
      // A client's first hop is no exit (case X1).
      stream.end(End.of(EndReason.TOR_PROTOCOL));
    } else {
      services.streams().onBegin(stream, (Begin) message);
    }
  }

  private void extend(Extend2 extend) throws CircuitException {
    if (next != null || extension != null) {
      throw new CircuitException(DestroyReason.PROTOCOL, "EXTEND2 on an extended circuit");
    }
    RelayTarget target = services.extending().target(extend, previous.channel().peer());
    Future<NextHop> attempt = services.extending().extend(this, loop(), target, extend);
    extension = attempt;
    attempt.addListener(done -> onExtended(attempt));
  }

  /** An attempt to extend has ended; a TRUNCATE may have made it one of the past. */
  private void onExtended(Future<NextHop> attempt) {
    boolean wanted = !closed && extension == attempt;
    if (attempt.isSuccess() && wanted) {
      next = attempt.getNow();
    } else if (attempt.isSuccess()) {
      attempt.getNow().destroy(DestroyReason.NONE);
    } else if (wanted) {
      log.debug("A circuit was not extended: {}", attempt.cause().getMessage());
      // As C tor says of a link that did not come about.
      destroy(DestroyReason.CHANNEL_CLOSED);
    }
  }

  private void truncate(DestroyReason reason) {
    NextHop gone = next;
    next = null;
    created = false;
    extension = null;
    if (gone != null) {
      gone.destroy(reason);
    }
    send(0, new Truncated(DestroyReason.REQUESTED));
    flush();
  }

  // What our streams need.

  @Override
  public boolean canSendData() {
    return !closed && flow.canSendData() && previous.isWritable();
  }

  @Override
  public void send(int streamId, RelayMessage message) {
    if (closed) {
      return;
    }
    byte[] body = RelayCellFormat0.pack(streamId, message, services.random());
    byte[] tag = layer.originate(body);
    if (message instanceof Data) {
      flow.sentData(tag);
    }
    previous.write(new Relay(previous.id(), false, body));
  }

  @Override
  public void flush() {
    previous.flush();
  }

  @Override
  public void ended(TorStream stream) {
    streams.remove(stream);
  }

  private void resumeStreams() {
    for (TorStream stream : streams.shuffled(services.random())) {
      if (!canSendData()) {
        return;
      }
      stream.resume();
    }
  }

  /** Sends the answer to CREATE and opens the circuit. */
  void answer(Cell reply) {
    previous.write(reply);
    previous.flush();
  }

  /** Ends the circuit, and tells both neighbours. */
  private void destroy(DestroyReason reason) {
    previous.destroy(reason);
    close(reason);
  }

  private void close(DestroyReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    if (next != null) {
      next.destroy(reason);
      next = null;
    }
    for (TorStream stream : streams.clear()) {
      stream.endedBy(EndReason.DESTROY);
      // What its host had no room for goes the way of the circuit, or the stream would wait for it.
      stream.close();
    }
  }
}
