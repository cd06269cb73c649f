package org.tropea.relay.circuit;

import com.google.crypto.tink.util.Bytes;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.VerifiedPeer;
import org.tropea.protocol.conflux.CarriedSet;
import org.tropea.protocol.conflux.LinkedCircuits;
import org.tropea.protocol.conflux.ReorderAccount;
import org.tropea.protocol.flow.CongestionControl;
import org.tropea.protocol.memory.Victims;
import org.tropea.protocol.message.AllowedMessages;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.ConfluxLinked;
import org.tropea.protocol.message.ConfluxTerms;
import org.tropea.protocol.message.ConfluxWish;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.UnknownMessage;

/**
 * A conflux set that ends at this relay, and the streams on it. Confined to the loop of the circuit
 * that founded it, but for {@link #join}.
 */
final class ExitSet implements CarriedSet, WayBack {
  private final Bytes name;
  private final ConfluxSets all;
  private final LinkedCircuits circuits;
  private final IncomingStreams streams;
  private final StreamRole role;
  private final RelayCircuit founder;

  ExitSet(
      Bytes name,
      RelayCircuit founder,
      ConfluxRules rules,
      ReorderAccount account,
      ConfluxSets all,
      RelayServices services) {
    this.name = name;
    this.all = all;
    this.founder = founder;
    LinkedCircuits.Charter charter =
        new LinkedCircuits.Charter(name, ConfluxWish.MIN_LATENCY, rules.legs(), rules.queue());
    this.circuits = new LinkedCircuits(founder.loop(), charter, account, this);
    this.streams = new IncomingStreams(this, services);
    this.role = new StreamRole(() -> streams);
  }

  /**
   * Makes {@code circuit} one of its legs, on that circuit's loop.
   *
   * @throws CircuitException when its cells hold less than those of the founder, for which the
   *     set's streams cut their data: C tor links it, and the set dies of the first full cell
   */
  void join(RelayCircuit circuit, CongestionControl flow, ConfluxTerms terms)
      throws CircuitException {
    if (circuit.format().maxData() < founder.format().maxData()) {
      throw new CircuitException(
          DestroyReason.INTERNAL, "a conflux leg of a cell format that its set cannot use");
    }
    ExitLeg leg = new ExitLeg(circuit, flow, circuits);
    circuit.carry(leg);
    leg.link(terms);
  }

  // What the streams need.

  @Override
  public LinkedCircuits circuits() {
    return circuits;
  }

  @Override
  public RelayCircuit first() {
    return founder;
  }

  @Override
  public @Nullable VerifiedPeer peer() {
    return founder.peer();
  }

  @Override
  public void destroy(DestroyReason reason) {
    circuits.destroy(reason);
  }

  // What the set tells.

  @Override
  public RelayMessage answer(ConfluxTerms ours) {
    return new ConfluxLinked(ours);
  }

  @Override
  public void onMessage(int streamId, RelayMessage message) throws CircuitException {
    Addressee to = streamId == 0 ? Addressee.CIRCUIT : streams.addressee(streamId);
    switch (AllowedMessages.atRelay(message.command(), to, false)) {
      case TAKE -> take(streamId, message);
      case CLOSE ->
          throw new CircuitException(
              DestroyReason.PROTOCOL,
              "an unexpected " + RelayCommand.name(message.command()) + " message");
      case DROP -> {
        // Its origin may not know yet that a stream is gone.
      }
    }
  }

  /** What could not be read has its answer, where it has one, when its turn comes. */
  private void take(int streamId, RelayMessage message) throws CircuitException {
    if (!(message instanceof UnknownMessage unread)) {
      message.tell(streamId, role);
    } else if (!streams.onUnreadable(streamId, unread.command(), new ByteReader(new byte[0]))) {
      throw new CircuitException(
          DestroyReason.PROTOCOL,
          "a " + RelayCommand.name(unread.command()) + " message that cannot be read");
    }
  }

  @Override
  public void onReadComplete() {
    streams.onReadComplete();
  }

  @Override
  public void onRoom() {
    streams.onRoom();
  }

  @Override
  public void offer(Object circuit, Victims victims) {
    streams.offer(circuit, victims);
  }

  @Override
  public void onClosed() {
    all.remove(name, this);
    streams.onClosed();
  }
}
