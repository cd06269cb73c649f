package org.tropea.relay.circuit;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.EventLoop;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.channel.ChannelCircuit;
import org.tropea.protocol.channel.CircuitEnd;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.flow.CellQueues;
import org.tropea.protocol.loop.HandOver;
import org.tropea.protocol.loop.LoopTask;

/**
 * A circuit's place on the channel to the next relay, which may live on another loop than the
 * circuit.
 *
 * <p>{@link #send}, {@link #flush} and {@link #destroy} are called on the circuit's loop, all of
 * {@link CircuitEnd} on the channel's; only cells cross, those of one read at a time.
 */
final class NextHop implements CircuitEnd {
  private final Listener listener;
  private final EventLoop circuitLoop;
  private final TorChannel channel;
  private final ChannelCircuit place;
  private final HandOver<Cell> outward;
  private final HandOver<Cell> inward;

  /** Who is told on the circuit's loop. */
  interface Listener {
    /** {@code from} has sent a cell. */
    void onCell(NextHop from, Cell cell);

    /** All cells of one read were told. */
    void onReadComplete();

    /** Its place on the channel is lost; by RESOURCE_LIMIT where too many cells waited there. */
    void onGone(NextHop gone, DestroyReason reason);

    /** Its place on the channel is lost, since the node had no room left. */
    void onReclaimed(NextHop gone);
  }

  private NextHop(Listener listener, EventLoop circuitLoop, TorChannel channel)
      throws ChannelException {
    this.listener = listener;
    this.circuitLoop = circuitLoop;
    this.channel = channel;
    this.place = channel.attach(this);
    this.outward = new HandOver<>(channel.loop(), this::write, place::flush);
    this.inward = new HandOver<>(circuitLoop, this::handIn, listener::onReadComplete);
  }

  /** Takes a place on {@code channel}, on whose loop this is called, and sends CREATE2. */
  static NextHop create(
      Listener listener, EventLoop circuitLoop, TorChannel channel, int type, Bytes request)
      throws ChannelException {
    NextHop next = new NextHop(listener, circuitLoop, channel);
    next.place.write(new Create2(next.place.id(), type, request));
    next.place.flush();
    return next;
  }

  /** Lets no more cells wait than {@code queues} allows; on the channel's loop. */
  void limit(CellQueues queues) {
    place.limit(queues.outward(), queues.blocked(), queues.unblocked());
  }

  /** Passes a relay cell on; its body now belongs to the next channel. */
  void send(boolean early, byte[] body) {
    outward.add(new Relay(place.id(), early, body));
  }

  /** Sends what was passed on. */
  void flush() {
    outward.flush();
  }

  /** Gives the place up and tells the next relay. */
  void destroy(DestroyReason reason) {
    LoopTask.give(channel.loop(), () -> place.destroy(reason));
  }

  private void write(Cell cell) {
    place.write(cell);
  }

  private void handIn(Cell cell) {
    listener.onCell(this, cell);
  }

  @Override
  public void onCell(Cell cell) {
    if (cell instanceof Destroy) {
      place.detach();
    }
    inward.add(cell);
  }

  @Override
  public void onReadComplete() {
    inward.flush();
  }

  @Override
  public void onWritable() {
    // Cells that pass through wait in the channel's queue, never here.
  }

  @Override
  public void onQueueFull() {
    place.destroy(DestroyReason.RESOURCE_LIMIT);
    LoopTask.give(circuitLoop, () -> listener.onGone(this, DestroyReason.RESOURCE_LIMIT));
  }

  @Override
  public Object circuit() {
    return listener;
  }

  @Override
  public void onReclaimed() {
    place.destroy(DestroyReason.RESOURCE_LIMIT);
    LoopTask.give(circuitLoop, () -> listener.onReclaimed(this));
  }

  @Override
  public void onChannelClosed() {
    LoopTask.give(circuitLoop, () -> listener.onGone(this, DestroyReason.CHANNEL_CLOSED));
  }
}
