package org.tropea.protocol.circuit;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.ClientHandshake;
import org.tropea.crypto.handshake.KeyStream;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.CreateFast;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.cell.CreatedFast;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.channel.ChannelCircuit;
import org.tropea.protocol.channel.CircuitEnd;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.conflux.LegCarrier;
import org.tropea.protocol.flow.CellQueues;
import org.tropea.protocol.flow.ChannelSignals;
import org.tropea.protocol.flow.CircuitFlow;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.flow.StreamFlow;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.Extend2;
import org.tropea.protocol.message.Extended2;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Truncated;

/**
 * A circuit seen from its origin (tor-spec 5, 6 and 7).
 *
 * <p>Grows hop by hop, and seals what it sends for one hop under the layers of those before it. The
 * streams of each hop are those of its {@linkplain CircuitRider rider}. Any message that cannot be
 * in the state it arrives in closes the circuit. Confined to the loop of its channel.
 */
public final class OriginCircuit
    implements CircuitEnd, ChannelSignals, WayOut, StreamWay, LegCarrier {
  private static final Logger log = LoggerFactory.getLogger(OriginCircuit.class);
  private static final int MAX_RELAY_EARLY = 8;

  private final ChannelCircuit place;
  private final CircuitTally tally;
  private final Supplier<FlowRules> rules;
  private final SecureRandom random;
  private final Hops hops = new Hops();
  private final Promise<DestroyReason> closed;
  private final Riders riders = new Riders();
  private final HopMessages messages;
  private @Nullable CloseReason ended;
  private @Nullable Growth growth;
  private int relayEarlyLeft;

  private OriginCircuit(TorChannel channel, CircuitStart start) throws ChannelException {
    this.tally = start.tally();
    this.messages = new HopMessages(this, hops, riders, tally);
    this.rules = start.flow();
    this.random = start.random();
    this.closed = channel.loop().newPromise();
    // One less now and then, as C tor does, so that a count tells relays nothing.
    this.relayEarlyLeft = MAX_RELAY_EARLY - random.nextInt(2);
    this.place = channel.attach(this);
    CellQueues queues = rules.get().queues();
    place.limit(queues.outward(), queues.blocked(), queues.unblocked());
  }

  /**
   * A new circuit of one hop by CREATE_FAST: for directory requests only. Cancelling the future
   * gives the circuit up, and its place on the channel back.
   */
  public static Future<OriginCircuit> createFast(
      TorChannel channel, ClientHandshake handshake, CircuitStart start) {
    return create(
        channel,
        start,
        // CREATE_FAST needs no type.
        HopHandshake.plain(0, handshake),
        CreatedFast.class,
        id -> new CreateFast(id, Bytes.copyFrom(handshake.request())));
  }

  /** A new circuit whose first hop is the channel's relay, by CREATE2; cancelling as above. */
  public static Future<OriginCircuit> create2(
      TorChannel channel, HopHandshake handshake, CircuitStart start) {
    Bytes request = Bytes.copyFrom(handshake.exchange().request());
    return create(
        channel,
        start,
        handshake,
        Created2.class,
        id -> new Create2(id, handshake.type(), request));
  }

  private static Future<OriginCircuit> create(
      TorChannel channel,
      CircuitStart start,
      HopHandshake handshake,
      Class<?> answer,
      IntFunction<Cell> createCell) {
    assert channel.loop().inEventLoop();
    Promise<OriginCircuit> done = channel.loop().newPromise();
    try {
      OriginCircuit circuit = new OriginCircuit(channel, start);
      circuit.growth = new Growth(handshake, answer, done);
      circuit.place.write(createCell.apply(circuit.place.id()));
      circuit.flush();
      done.addListener(
          answered -> {
            if (done.isCancelled()) {
              circuit.destroy();
            }
          });
    } catch (ChannelException e) {
      start.tally().end(DestroyReason.CHANNEL_CLOSED);
      done.setFailure(e);
    }
    return done;
  }

  /** Adds {@code target} behind the last hop (EXTEND2); one extension at a time. */
  public Future<OriginCircuit> extend(RelayTarget target, HopHandshake handshake) {
    assert loop().inEventLoop();
    Promise<OriginCircuit> done = loop().newPromise();
    if (!isOpen()) {
      return done.setFailure(gone());
    }
    if (growth != null) {
      throw new IllegalStateException("the circuit is being extended already");
    }
    if (relayEarlyLeft == 0) {
      return done.setFailure(
          new CircuitException(DestroyReason.INTERNAL, "the circuit may not grow any more"));
    }
    place.channel().carriesCircuits();
    growth = new Growth(handshake, Extended2.class, done);
    Bytes request = Bytes.copyFrom(handshake.exchange().request());
    send(0, new Extend2(target.linkSpecifiers(), handshake.type(), request));
    flush();
    return done;
  }

  /**
   * Adds an onion service as the last hop: it and the client have found each other at what was the
   * last hop until now (rend-spec 4.3). The keys are destroyed.
   *
   * @param keys of hs-ntor
   * @param sendmeIncrement cells that a SENDME answers under congestion control, as the service's
   *     descriptor has it; 0 for fixed windows
   * @throws CircuitException when that is another number than the network says
   */
  public void join(KeyStream keys, int sendmeIncrement) throws CircuitException {
    assert loop().inEventLoop();
    try {
      hops.add(Hop.ofService(keys, sendmeIncrement, rules, place.channel().scratch()));
    } catch (DecodeException e) {
      throw new CircuitException(DestroyReason.PROTOCOL, e.getMessage());
    }
  }

  /**
   * Adds a client of the onion service that this end is, as the last hop, and serves the streams
   * that it begins (rend-spec 4.3). The keys are destroyed.
   *
   * @param keys of hs-ntor
   * @param congestionControl whether the client asked for it
   * @param acceptor is handed each stream that begins
   * @return the streams
   */
  public ServedStreams serve(
      KeyStream keys, boolean congestionControl, ServedStreams.Acceptor acceptor) {
    assert loop().inEventLoop();
    hops.add(Hop.ofClient(keys, congestionControl, rules, place.channel().scratch()));
    int hop = hops.size() - 1;
    ServedStreams streams =
        new ServedStreams(new HopWay(this, hop, hops.get(hop)), random, acceptor);
    riders.add(hop, streams);
    return streams;
  }

  /**
   * What this end and the last hop have besides their keys, for ESTABLISH_INTRO (KH): 20 bytes,
   * which the caller wipes.
   */
  public byte[] introductionSecret() {
    assert loop().inEventLoop();
    return hops.last().introductionSecret().clone();
  }

  /**
   * Lets {@code rider} have the streams of the last hop, from now on.
   *
   * @throws IllegalStateException when there is a rider already
   */
  public void carry(CircuitRider newRider) {
    assert loop().inEventLoop();
    riders.add(hops.size() - 1, newRider);
  }

  /** Tells {@code newListener} instead of the last one. */
  public void listen(CircuitListener newListener) {
    assert loop().inEventLoop();
    messages.listen(newListener);
  }

  /**
   * The streams that have the last hop of this circuit for themselves: the same ones each time.
   *
   * @throws IllegalStateException when something else rides on it
   */
  @Override
  public OriginStreams streams() {
    return streams(hops.size() - 1);
  }

  /**
   * The same of any hop, such as directory requests to the middle: they go no further.
   *
   * @param hop counted from 0
   */
  public OriginStreams streams(int hop) {
    assert loop().inEventLoop();
    CircuitRider rider = riders.of(hop);
    if (rider == null) {
      OriginStreams streams = new OriginStreams(new HopWay(this, hop, hops.get(hop)), random);
      riders.add(hop, streams);
      return streams;
    }
    if (rider instanceof OriginStreams own) {
      return own;
    }
    throw new IllegalStateException("something else rides on the circuit");
  }

  /** Which circuit it is. */
  @Override
  public CircuitFacts facts() {
    return tally.facts();
  }

  /**
   * It is used for something else than it was begun for.
   *
   * @param beyond the relays that it will be extended to, behind those of its path
   */
  public void become(CircuitPurpose purpose, List<RelayTarget> beyond) {
    assert loop().inEventLoop();
    tally.become(purpose, beyond);
  }

  /** Its user says that it is for this purpose from now on. */
  public void assign(CircuitPurpose purpose) {
    assert loop().inEventLoop();
    tally.assign(purpose);
  }

  /** It will be extended to these relays, and is built again with the last of them. */
  public void prolong(List<RelayTarget> beyond) {
    assert loop().inEventLoop();
    tally.prolong(beyond);
  }

  /** How much may be sent to the last hop. */
  CircuitFlow flow() {
    return hops.last().flow();
  }

  /** It is a leg of a conflux set now, whose first one has this number. */
  void linked(long set) {
    tally.linked(set);
  }

  /** Whether it can still be used. */
  @Override
  public boolean isOpen() {
    return !closed.isDone();
  }

  /** Done with the reason when the circuit is gone. */
  @Override
  public Future<DestroyReason> closed() {
    return closed;
  }

  /** Whether it is gone, and a relay or the end of its link made an end of it. */
  public boolean isClosedByOthers() {
    return isLinkLost() || (ended != null && ended.remote());
  }

  /** Whether it is gone, and so is its link. */
  public boolean isLinkLost() {
    return ended != null && !ended.remote() && ended.reason().equals(DestroyReason.CHANNEL_CLOSED);
  }

  /** Whether nothing rides on it but streams, of which there are none now. */
  public boolean isIdle() {
    return riders.isIdle();
  }

  /** Number of hops. */
  public int length() {
    return hops.size();
  }

  /** Closes the circuit; what rides on it ends. */
  public void destroy() {
    destroy(DestroyReason.NONE);
  }

  /** The same, for a reason that whoever observes circuits is told. */
  @Override
  public void destroy(DestroyReason reason) {
    assert loop().inEventLoop();
    if (isOpen()) {
      destroy(CloseReason.local(reason));
    }
  }

  private void destroy(CloseReason why) {
    // An origin gives no reason away (tor-spec 5.4).
    place.destroy(DestroyReason.NONE);
    close(why);
  }

  /** The loop of its channel. */
  @Override
  public EventLoop loop() {
    return place.channel().loop();
  }

  @Override
  public long nanoTime() {
    return loop().ticker().nanoTime();
  }

  @Override
  public int queued() {
    return place.queued();
  }

  @Override
  public boolean isBlocked() {
    return place.isBlocked();
  }

  @Override
  public boolean takesOptimisticData() {
    return true;
  }

  /** How messages for the last hop lie in cells. */
  @Override
  public RelayCellFormat format() {
    return hops.last().format();
  }

  @Override
  public StreamFlow newStreamFlow() {
    return hops.last().flow().newStream(this);
  }

  /** Whether DATA may be sent to the last hop now. */
  @Override
  public boolean canSendData() {
    return canSendData(hops.size() - 1);
  }

  boolean canSendData(int hop) {
    return isOpen() && !place.isBlocked() && hops.get(hop).flow().canSendData();
  }

  /** The rider has something to send, and is told when the link has room for it. */
  @Override
  public void awaitRoom() {
    place.awaitRoom();
  }

  /** Queues a message for the last hop. */
  @Override
  public void send(int streamId, RelayMessage message) {
    send(hops.size() - 1, streamId, message);
  }

  /** Queues a message for any hop, counted from 0. */
  void send(int to, int streamId, RelayMessage message) {
    if (!isOpen()) {
      return;
    }
    boolean early = relayEarlyLeft > 0 && (to > 0 || message instanceof Extend2);
    if (early) {
      relayEarlyLeft--;
    }
    Hop hop = hops.get(to);
    byte[] body = hop.format().pack(streamId, message, random);
    Relay cell = new Relay(place.id(), early, body);
    byte[] tag = hops.seal(to, cell.command(), body);
    if (message instanceof Data data) {
      hop.flow().sentData(tag, this);
      tally.dataLeft(data.length());
    }
    tally.cellLeft();
    place.write(cell);
  }

  /** Sends what was queued. */
  @Override
  public void flush() {
    tally.tell();
    place.flush();
  }

  @Override
  public void onCell(Cell cell) {
    if (!isOpen()) {
      return;
    }
    try {
      if (cell instanceof Relay relay) {
        place.channel().carriesTrafficOfOrigin();
        messages.onCell(relay);
      } else if (cell instanceof Destroy destroy) {
        place.detach();
        close(CloseReason.remote(destroy.reason()));
      } else if (cell instanceof Created2 created) {
        grown(created, created.reply());
      } else if (cell instanceof CreatedFast created) {
        grown(created, created.reply());
      } else {
        throw new CircuitException(
            DestroyReason.PROTOCOL,
            "a " + cell.getClass().getSimpleName() + " cell that nothing asked for");
      }
    } catch (CircuitException e) {
      log.warn("Closing a circuit: {}", e.getMessage());
      failGrowth(e);
      destroy(e.reason());
    } catch (RuntimeException e) {
      log.error("Bug: closing a circuit", e);
      destroy(DestroyReason.INTERNAL);
    }
  }

  /** A hop says that it goes no further. */
  void truncated(Truncated message) {
    // Nobody here goes on with the hops that are left.
    destroy(CloseReason.remote(message.reason()));
  }

  /** The hop that was asked for has answered. */
  void grown(Object answer, Bytes reply) throws CircuitException {
    Growth finished = growth;
    if (finished == null) {
      throw Growth.unasked();
    }
    byte[] scratch = place.channel().scratch();
    Hop hop = finished.finish(answer, reply, hops.size() + 1, rules, scratch);
    if (hops.size() > 0) {
      hops.last().wipe();
    }
    hops.add(hop);
    log.debug("Hop {} of a circuit: {}", hops.size(), finished.handshake().asked());
    growth = null;
    tally.grew();
    finished.done().setSuccess(this);
  }

  @Override
  public void onWritable() {
    riders.onRoom();
  }

  @Override
  public void onReadComplete() {
    tally.tell();
    riders.onReadComplete();
    // The channel flushes after each read.
  }

  @Override
  public void onQueueFull() {
    log.warn("Closing a circuit: too many cells wait for its link");
    destroy(DestroyReason.RESOURCE_LIMIT);
  }

  @Override
  public void onChannelClosed() {
    close(CloseReason.local(DestroyReason.CHANNEL_CLOSED));
  }

  private void failGrowth(CircuitException why) {
    Growth unfinished = growth;
    growth = null;
    if (unfinished != null) {
      unfinished.done().tryFailure(why);
    }
  }

  private CircuitException gone() {
    DestroyReason reason = closed.getNow();
    return new CircuitException(
        reason == null ? DestroyReason.NONE : reason, "the circuit is closed: " + reason);
  }

  private void close(CloseReason why) {
    if (!isOpen()) {
      return;
    }
    ended = why;
    closed.trySuccess(why.reason());
    tally.end(why);
    if (hops.size() > 0) {
      hops.last().wipe();
    }
    failGrowth(gone());
    riders.onClosed();
  }
}
