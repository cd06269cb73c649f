package org.tropea.relay.circuit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.onion.RelayLayer;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.cell.UnknownCell;
import org.tropea.protocol.channel.ChannelCircuit;
import org.tropea.protocol.channel.CircuitEnd;
import org.tropea.protocol.flow.ChannelSignals;
import org.tropea.protocol.flow.CircuitFlow;
import org.tropea.protocol.flow.StreamFlow;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.AddressedMessage;
import org.tropea.protocol.message.AllowedMessages;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.AllowedMessages.Verdict;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.Extend2;
import org.tropea.protocol.message.Extended2;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.Truncate;
import org.tropea.protocol.message.Truncated;
import org.tropea.protocol.stream.StreamCarrier;
import org.tropea.protocol.stream.TorStream;

/**
 * A circuit passing through, or ending at, this relay (tor-spec 5.3 to 5.6, 6, 7.3).
 *
 * <p>Outward it peels our layer off each cell: what is then recognised is for us, all else goes on.
 * Inward it wraps each cell in our layer. Unexpected messages are dropped, impossible ones destroy
 * the circuit, as C tor does. Confined to the loop of the channel it was created on.
 */
final class RelayCircuit implements CircuitEnd, StreamCarrier, ChannelSignals {
  private static final Logger log = LoggerFactory.getLogger(RelayCircuit.class);
  private static final int MAX_RELAY_EARLY = 8;

  private final ChannelCircuit previous;
  private final RelayLayer layer;
  private final RelayServices services;
  private final RelayCellFormat format;
  private final CircuitFlow flow;
  private final IncomingStreams streams;
  private @Nullable NextHop next;
  private @Nullable Future<NextHop> extension;
  private boolean created;
  private boolean closed;
  private int relayEarlyLeft = MAX_RELAY_EARLY;

  RelayCircuit(ChannelCircuit previous, Agreement agreement, RelayServices services) {
    this.previous = previous;
    this.format = agreement.format();
    this.layer = agreement.layer();
    this.flow = agreement.flow();
    this.services = services;
    this.streams = new IncomingStreams(this, services);
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
      } else if (CellCommand.isCreated(cell.command())) {
        throw new CircuitException(DestroyReason.PROTOCOL, "a CREATED from the previous hop");
      }
      // A second CREATE is dropped, as by C tor.
    } catch (CircuitException e) {
      log.debug("Destroying a circuit: {}", e.getMessage());
      destroy(e.reason());
    } catch (RuntimeException | Error e) {
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
    byte[] tag = layer.decrypt(relay.command(), body);
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
    streams.onReadComplete();
    if (next != null) {
      next.flush();
    }
  }

  @Override
  public void onWritable() {
    streams.resume();
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
      layer.encrypt(CellCommand.RELAY, relay.body());
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
      addressed = format.unpack(body);
    } catch (DecodeException e) {
      onUnreadable(body, early, e);
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
    TorStream stream = streams.get(streamId);
    Addressee to = Addressee.of(streamId, stream != null);
    switch (AllowedMessages.atRelay(message.command(), to, early)) {
      case TAKE -> take(streamId, stream, message);
      case CLOSE -> throw new CircuitException(DestroyReason.PROTOCOL, unexpected(message));
      case DROP -> {
        // Its origin may not know yet that a stream is gone, or be of a later version.
      }
    }
  }

  private static String unexpected(RelayMessage message) {
    return "an unexpected " + RelayCommand.name(message.command()) + " message";
  }

  /** Acts on a message that may be there. */
  private void take(int streamId, @Nullable TorStream stream, RelayMessage message)
      throws CircuitException {
    if (message instanceof Resolve resolve) {
      streams.resolve(streamId, resolve);
    } else if (stream != null) {
      streams.receive(stream, message);
    } else if (message instanceof Sendme sendme) {
      flow.acknowledged(sendme, this);
      streams.resume();
    } else if (message instanceof Extend2 extend) {
      extend(extend);
    } else if (message instanceof Truncate truncate) {
      truncate(truncate.reason());
    } else {
      streams.begin(streamId, message, previous.channel().peer());
    }
  }

  /**
   * What would be dropped anyway is dropped, but for the END of a stream that is not there; a BEGIN
   * ends its stream, a RESOLVE finds nothing; a TRUNCATE at the last hop, which C tor does not
   * read, goes on without it. Anything else ends the circuit.
   */
  private void onUnreadable(byte[] body, boolean early, DecodeException problem)
      throws CircuitException {
    int command = format.command(body);
    int streamId = format.streamId(body);
    Addressee to = Addressee.of(streamId, streams.get(streamId) != null);
    Verdict verdict = AllowedMessages.atRelay(command, to, early);
    boolean dropped = verdict == Verdict.DROP && (command != RelayCommand.END || streamId == 0);
    if (!format.fits(body)) {
      throw new CircuitException(DestroyReason.PROTOCOL, problem.getMessage());
    } else if (command == RelayCommand.BEGIN && verdict == Verdict.TAKE) {
      send(streamId, End.of(Begin.refusal(format.contents(body))));
      flush();
    } else if (command == RelayCommand.RESOLVE && verdict == Verdict.TAKE) {
      send(streamId, Resolved.failed());
      flush();
    } else if (command == RelayCommand.TRUNCATE && verdict == Verdict.TAKE && next == null) {
      truncate(DestroyReason.NONE);
    } else if (!dropped) {
      throw new CircuitException(DestroyReason.PROTOCOL, problem.getMessage());
    }
  }

  private void extend(Extend2 extend) throws CircuitException {
    if (next != null || extension != null) {
      throw new CircuitException(DestroyReason.PROTOCOL, "EXTEND2 on an extended circuit");
    }
    RelayTarget target = services.extending().target(extend, previous.channel().peer());
    Future<NextHop> attempt = services.extending().extend(this, previous.channel(), target, extend);
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
  public long nanoTime() {
    return loop().ticker().nanoTime();
  }

  @Override
  public int queued() {
    return previous.queued();
  }

  @Override
  public RelayCellFormat format() {
    return format;
  }

  @Override
  public StreamFlow newStreamFlow() {
    return flow.newStream();
  }

  @Override
  public boolean canSendData() {
    return !closed && flow.canSendData() && previous.isWritable();
  }

  @Override
  public void awaitRoom() {
    previous.awaitRoom();
  }

  @Override
  public void send(int streamId, RelayMessage message) {
    if (closed) {
      return;
    }
    byte[] body = format.pack(streamId, message, services.random());
    byte[] tag = layer.originate(CellCommand.RELAY, body);
    if (message instanceof Data) {
      flow.sentData(tag, this);
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
    streams.close();
  }
}
