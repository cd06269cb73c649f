package org.tropea.relay.circuit;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.onion.RelayLayer;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.channel.ChannelCircuit;
import org.tropea.protocol.channel.CircuitEnd;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.channel.VerifiedPeer;
import org.tropea.protocol.conflux.LegCarrier;
import org.tropea.protocol.flow.CellQueues;
import org.tropea.protocol.flow.ChannelSignals;
import org.tropea.protocol.flow.CircuitFlow;
import org.tropea.protocol.flow.CongestionControl;
import org.tropea.protocol.flow.StreamFlow;
import org.tropea.protocol.memory.Victims;
import org.tropea.protocol.message.ConfluxTerms;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.Extend2;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Sendme;
import org.tropea.relay.rendezvous.JoinedCircuit;
import org.tropea.relay.rendezvous.OnionServiceCircuit;
import org.tropea.relay.rendezvous.OnionServiceRole;

/**
 * A circuit passing through, or ending at, this relay (tor-spec 5.3 to 5.6, 6, 7.3).
 *
 * <p>Outward it peels our layer off each cell: what is then recognised is for us, all else goes
 * {@linkplain Onward on}. Inward it wraps each cell in our layer. The streams that end here are
 * those of its {@linkplain RelayRider rider}. Unexpected messages are dropped, impossible ones
 * destroy the circuit, as C tor does. Confined to the loop of the channel it was created on.
 */
final class RelayCircuit
    implements CircuitEnd, ChannelSignals, WayBack, LegCarrier, OnionServiceCircuit {
  private static final Logger log = LoggerFactory.getLogger(RelayCircuit.class);
  private static final int MAX_RELAY_EARLY = 8;

  private final ChannelCircuit previous;
  private final RelayLayer layer;
  private final RelayServices services;
  private final RelayCellFormat format;
  private final CircuitFlow flow;
  private final Onward onward;
  private final RecognisedMessages messages;
  private final OnionServiceRole purpose;
  private final byte[] introductionSecret;
  private final RelayCircuitTally tally;
  private RelayRider rider;
  private boolean closed;
  private int relayEarlyLeft = MAX_RELAY_EARLY;

  RelayCircuit(ChannelCircuit previous, Agreement agreement, RelayServices services) {
    this.previous = previous;
    this.format = agreement.format();
    this.layer = agreement.layer();
    this.flow = agreement.flow();
    this.services = services;
    this.tally = services.watch().opened(previous.channel().facts());
    this.onward = new Onward(this, services.extending());
    this.purpose = new OnionServiceRole(this, services.onionServices());
    this.introductionSecret = agreement.introductionSecret();
    this.messages = new RecognisedMessages(this, onward, purpose);
    this.rider = new IncomingStreams(this, services);
    CellQueues queues = services.rules().flow().get().queues();
    previous.limit(queues.inward(), queues.blocked(), queues.unblocked());
  }

  /** Lets {@code newRider} have the streams that begin from now on, while there are none. */
  void carry(RelayRider newRider) {
    assert loop().inEventLoop() && rider.isIdle();
    rider = newRider;
  }

  /** What rides on it. */
  RelayRider rider() {
    return rider;
  }

  /** The channel that it came by. */
  TorChannel previous() {
    return previous.channel();
  }

  /** The loop of that channel. */
  @Override
  public EventLoop loop() {
    return previous.channel().loop();
  }

  @Override
  public RelayCellFormat format() {
    return format;
  }

  @Override
  public StreamFlow newStreamFlow() {
    return flow.newStream(this);
  }

  @Override
  public @Nullable VerifiedPeer peer() {
    return previous().peer();
  }

  @Override
  public long nanoTime() {
    return loop().ticker().nanoTime();
  }

  @Override
  public int queued() {
    return previous.queued();
  }

  @Override
  public boolean isBlocked() {
    return previous.isBlocked();
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
        services.watch().destroyCame();
        previous.detach();
        // The reason goes no further: it could be a signal along the path (row L17).
        close(DestroyReason.DESTROYED);
      } else if (CellCommand.isCreated(cell.command())) {
        throw new CircuitException(DestroyReason.PROTOCOL, "a CREATED from the previous hop");
      }
      // A second CREATE is dropped, as by C tor.
    } catch (CircuitException e) {
      log.debug("Destroying a circuit: {}", e.getMessage());
      services.watch().violated(e.reason());
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
    tally.cellCame();
    if (peer() != null || !onward.leadsNowhere()) {
      severalHops(relay.early());
    }
    byte[] body = relay.body();
    byte[] tag = layer.decrypt(relay.command(), body);
    if (tag != null) {
      messages.onCell(tag, body, relay.early());
    } else {
      onward.pass(relay);
    }
  }

  /** Cells of a circuit of several hops cross the link: it is padded from now on (row L13). */
  private void severalHops(boolean early) {
    if (early) {
      previous().carriesCircuits();
    } else {
      previous().carriesTraffic();
    }
  }

  @Override
  public void onReadComplete() {
    rider.onReadComplete();
    onward.flush();
    tally.tell();
  }

  @Override
  public void onWritable() {
    rider.onRoom();
  }

  @Override
  public void onQueueFull() {
    log.debug("Destroying a circuit: too many cells wait for its previous hop");
    services.rules().defence().overflowedInward();
    destroy(DestroyReason.RESOURCE_LIMIT);
  }

  @Override
  public Object circuit() {
    return onward;
  }

  @Override
  public void offer(Victims victims) {
    if (!rider.isIdle()) {
      // Both ends of a circuit are known by its way on; streams alone need an end, too.
      victims.circuit(onward, 0, 0, this::onReclaimed);
      rider.offer(onward, victims);
    }
  }

  @Override
  public void onReclaimed() {
    destroy(DestroyReason.RESOURCE_LIMIT);
  }

  @Override
  public void onChannelClosed() {
    close(DestroyReason.CHANNEL_CLOSED);
  }

  /** A client's circuit that leads nowhere and carries nothing goes (case circuit-22). */
  @Override
  public void onQuiet() {
    if (previous().peer() == null && onward.leadsNowhere() && rider.isIdle()) {
      destroy(DestroyReason.FINISHED);
    }
  }

  @Override
  public void passBack(Relay relay) {
    if (closed) {
      return;
    }
    layer.encrypt(CellCommand.RELAY, relay.body());
    write(relay.body());
  }

  // What messages for us make of it.

  /** Data came for it, whose cell had this tag. */
  void dataCame(byte[] tag) throws CircuitException {
    Sendme due = flow.receivedData(tag);
    if (due != null) {
      send(0, due);
    }
  }

  /** Its origin wants it to be a leg of a conflux set: it has to be one that nothing used yet. */
  void link(ConfluxTerms terms) throws CircuitException {
    requireNoLeg();
    if (!(flow instanceof CongestionControl control)
        || !onward.leadsNowhere()
        || !rider.isIdle()
        || !purpose.isPlain()) {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "a CONFLUX_LINK on a circuit that can be no leg");
    }
    services.conflux().link(this, control, terms, services);
  }

  /** The rider, where this is a leg of a conflux set. */
  ExitLeg leg() throws CircuitException {
    if (rider instanceof ExitLeg leg) {
      return leg;
    }
    throw new CircuitException(
        DestroyReason.PROTOCOL, "a conflux message on a circuit that is no leg");
  }

  /** Its origin wants it to lead on. */
  void extend(Extend2 message) throws CircuitException {
    requireNoLeg();
    onward.extend(message);
  }

  /** A leg of a conflux set leads nowhere, and is no other set's. */
  private void requireNoLeg() throws CircuitException {
    if (rider instanceof ExitLeg) {
      throw new CircuitException(
          DestroyReason.PROTOCOL, "a message that no leg of a conflux set takes");
    }
  }

  // What onion services make of it.

  @Override
  public OnionServiceRole purpose() {
    return purpose;
  }

  @Override
  public boolean isSingleHop() {
    return peer() == null;
  }

  @Override
  public boolean endsHere() {
    return onward.leadsNowhere() && !(rider instanceof ExitLeg);
  }

  @Override
  public byte[] introductionSecret() {
    return introductionSecret;
  }

  @Override
  public void join(JoinedCircuit other) {
    if (closed) {
      other.destroy(DestroyReason.DESTROYED);
    } else {
      onward.join(other);
    }
  }

  /** The origin has received what was sent to it. */
  void acknowledged(Sendme sendme) throws CircuitException {
    flow.acknowledged(sendme, this);
    rider.onRoom();
  }

  @Override
  public boolean canSendData() {
    return !closed && flow.canSendData() && !previous.isBlocked();
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
    write(body);
  }

  private void write(byte[] body) {
    tally.cellLeft();
    previous.write(new Relay(previous.id(), false, body));
  }

  /** Too many cells waited for its next hop: whoever began it is held to it. */
  void overflowed() {
    services.rules().defence().overflowed(previous().facts());
  }

  /** Counts padding, which nothing here asks for. */
  void dropCame() {
    tally.dropCame();
  }

  /** Counts that it leads on now. */
  void extended() {
    tally.extended();
  }

  @Override
  public void flush() {
    tally.tell();
    previous.flush();
  }

  /** Ends the circuit, and tells both neighbours. */
  @Override
  public void destroy(DestroyReason reason) {
    previous.destroy(reason);
    close(reason);
  }

  private void close(DestroyReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    onward.cut(reason);
    rider.onClosed();
    purpose.onClosed();
    tally.closed(reason);
  }
}
