package org.tropea.relay.rendezvous;

import java.util.concurrent.atomic.LongAdder;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.loop.HandOver;
import org.tropea.protocol.loop.LoopTask;

/**
 * The other circuit of a rendezvous, as one of the two has it (rend-spec 4.3): where its cells go.
 * Confined to the loop of the one that has it; only cells cross to the other's, those of one read
 * at a time, and wait there in the queue of its channel.
 */
public final class JoinedCircuit {
  private final OnionServiceCircuit other;
  private final HandOver<Relay> across;
  private final LongAdder carried;
  private int waiting;

  /** The way to {@code other}; {@code carried} counts the cells. */
  JoinedCircuit(OnionServiceCircuit other, LongAdder carried) {
    this.other = other;
    this.carried = carried;
    this.across = new HandOver<>(other.loop(), other::passBack, other::flush);
  }

  /** Passes a cell on; its body now belongs to the other circuit. */
  public void send(Relay relay) {
    across.add(relay);
    waiting++;
  }

  /** Sends what was passed on. */
  public void flush() {
    across.flush();
    carried.add(waiting);
    waiting = 0;
  }

  /** Ends the other circuit too, later. */
  public void destroy(DestroyReason reason) {
    LoopTask.give(other.loop(), () -> other.destroy(reason));
  }
}
